package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop on piped input. */
class ChatLoopTest {

    private static final String FIGURES = "2 tokens, 10 tokens/s";

    private final ScriptedConversation conversation = new ScriptedConversation();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private final List<String> opened = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void should_answer_every_line_until_the_end_of_the_input() throws IOException {
        // when
        run("Hello\n\n  What's \"up\", \\o/ !!  \n");

        // then
        assertThat(conversation.log).containsExactly("ask Hello", "ask What's \"up\", \\o/ !!");
        assertThat(lines()).containsExactly("You said: Hello", "You said: What's \"up\", \\o/ !!");
        assertThat(beside()).containsExactly(FIGURES, FIGURES);
    }

    @Test
    void should_answer_a_last_line_without_line_break() throws IOException {
        // when
        run("Grüße");

        // then
        assertThat(conversation.log).containsExactly("ask Grüße");
        assertThat(lines()).startsWith("You said: Grüße");
    }

    @Test
    void should_carry_out_commands() throws IOException {
        // when
        run("/plain\n/speculative\n/RESET\n/exit\nnever asked\n");

        // then
        assertThat(conversation.log).containsExactly("speculative false", "speculative true", "reset");
        assertThat(lines()).isEmpty();
        assertThat(beside())
                .containsExactly(
                        "plain decoding: one token per pass of the full model",
                        "speculative decoding: drafters propose tokens, the full model verifies them",
                        "the conversation is forgotten");
    }

    @Test
    void should_show_the_figures_of_all_answers() throws IOException {
        // when
        run("/stats\none\ntwo\n/stats\n");

        // then
        assertThat(lines()).containsExactly("You said: one", "You said: two");
        assertThat(beside())
                .startsWith("no answer has been finished yet")
                .contains("answer tokens                     2            4");
    }

    @Test
    void should_list_every_command() throws IOException {
        // when
        run("/help\n/?\n");

        // then
        List<String> help = List.of(
                "/help         list the commands",
                "/stats        figures of the last answer and of all answers",
                "/plain        decode without drafts, to compare",
                "/speculative  decode with drafts again",
                "/set          temperature, seed, longest answer, ...; /set seed 7 changes one",
                "/system       the system message; /system TEXT sets it, /system none removes it",
                "/model        the model; /model NAME opens another one, by path or name",
                "/save         /save FILE writes the conversation: Markdown (.md) or JSON (.json)",
                "/reset        forget the conversation",
                "/exit         leave (also /bye, /quit, Ctrl-D, or Ctrl-C twice)",
                "Ctrl-C        ends the answer that is being written");
        assertThat(beside().subList(0, help.size())).isEqualTo(help);
        assertThat(beside().subList(help.size(), 2 * help.size())).isEqualTo(help);
        assertThat(help).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void should_show_and_change_what_answers_are_written_with() throws IOException {
        // when
        run("/set\n/set temperature 0.2\n/SET top_k  40\n/set top-p none\n/set seed 7\n/set repetition-penalty 1.1\n");

        // then
        assertThat(beside())
                .containsExactly(
                        "temperature         0.7    (0 to 100, 0 for the most probable token)",
                        "top-p               0.9    (above 0 to 1, or none)",
                        "top-k               none   (1 or more, or none)",
                        "min-p               none   (0 to 1, or none)",
                        "repetition-penalty  none   (above 0 to 100, 1 or none for no penalty)",
                        "seed                none   (a whole number, or none)",
                        "max-tokens          512    (1 or more)",
                        "temperature         0.2    (0 to 100, 0 for the most probable token)",
                        "top-k               40     (1 or more, or none)",
                        "top-p               none   (above 0 to 1, or none)",
                        "seed                7      (a whole number, or none)",
                        "repetition-penalty  1.1    (above 0 to 100, 1 or none for no penalty)");
        Settings settings = conversation.settings();
        assertThat(settings.temperature()).isEqualTo(0.2);
        assertThat(settings.topK()).isEqualTo(40);
        assertThat(settings.topP()).isNull();
        assertThat(settings.seed()).isEqualTo(7);
        assertThat(settings.repetitionPenalty()).isEqualTo(1.1);
    }

    @Test
    void should_say_what_a_setting_may_be() throws IOException {
        // when
        run("/set colour red\n/set tempreature 1\n/set temperature hot\n/set top-p 1.5\n/set max-tokens 0\n");

        // then
        assertThat(err.toString().lines())
                .containsExactly(
                        "error: there is no setting colour; there are: temperature, top-p, top-k, min-p, "
                                + "repetition-penalty, seed, max-tokens",
                        "error: there is no setting tempreature; did you mean temperature? there are: temperature, "
                                + "top-p, top-k, min-p, repetition-penalty, seed, max-tokens",
                        "error: temperature must be 0 to 100, 0 for the most probable token, but is: hot",
                        "error: top-p must be above 0 to 1, or none, but is: 1.5",
                        "error: max-tokens must be 1 or more, but is: 0");
        assertThat(conversation.settings().temperature()).isEqualTo(Settings.TEMPERATURE_OF_CHATS);
    }

    @Test
    void should_show_change_and_remove_the_system_message() throws IOException {
        // when
        run("/system\n/system You are a  poet. \n/system\n/system none\n/systematic\n");

        // then
        assertThat(beside())
                .containsExactly(
                        "no system message",
                        "system message: You are a  poet.",
                        "system message: You are a  poet.",
                        "no system message",
                        "error: there is no command /systematic; /help lists them");
    }

    @Test
    void should_sample_for_a_person_who_chats_unless_the_options_say_otherwise() {
        ChatOptions options = new ChatOptions();
        options.topK = 5;

        assertThat(Settings.of(options, true).topP()).isNull();
        assertThat(Settings.of(options, true).temperature()).isEqualTo(Settings.TEMPERATURE_OF_CHATS);
        assertThat(Settings.of(options, false).temperature()).isZero();
        options.temperature = 0.0;
        assertThat(Settings.of(options, true).temperature()).isZero();
    }

    @Test
    void should_refuse_an_unknown_command_and_ask_what_only_looks_like_one() throws IOException {
        // when
        run("/sumarize\n/quti\n/sav chat.md\n/exit now\n/etc/passwd holds what?\n/hi how are you?\n");

        // then
        assertThat(beside())
                .startsWith(
                        "error: there is no command /sumarize; /help lists them",
                        "error: there is no command /quti; did you mean /quit? /help lists them",
                        "error: there is no command /sav chat.md; did you mean /save? /help lists them",
                        "error: /exit takes no text behind it");
        assertThat(conversation.log).containsExactly("ask /etc/passwd holds what?", "ask /hi how are you?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bye", "/quit", "/exit", "/QUIT"})
    void should_leave_by_each_of_the_usual_words(String word) throws IOException {
        // when
        run(word + "\nnever asked\n");

        // then
        assertThat(conversation.log).isEmpty();
        assertThat(beside()).isEmpty();
    }

    @Test
    void should_show_the_model_and_go_on_with_another() throws IOException {
        // when
        run("/model\n/model org/name:Q4_K_M\n/model broken\nHello\n");

        // then
        assertThat(beside())
                .containsExactly(
                        "script, drafters look-up, profile none, float32, cpu, context 512 tokens",
                        "a list of models",
                        "script, drafters look-up, profile none, float32, cpu, context 512 tokens",
                        "error: no such model: broken",
                        FIGURES);
        assertThat(opened).containsExactly("org/name:Q4_K_M");
    }

    @Test
    void should_save_the_conversation_as_markdown_and_as_json() throws IOException {
        // when
        run("/system Be brief.\nHello\nlong\n/save chat.md\n/save chat.json\n/save chat.md\n");

        // then
        assertThat(beside())
                .endsWith(
                        "saved 2 answers to " + folder.resolve("chat.md"),
                        "saved 2 answers to " + folder.resolve("chat.json"),
                        "saved 2 answers to " + folder.resolve("chat.md"));
        assertThat(folder.resolve("chat.md")).hasContent("""
                **System**

                Be brief.

                **You**

                Hello

                **script**

                You said: Hello

                *2 tokens, 10 tokens/s*

                **You**

                long

                **script**

                You said: long

                *2 tokens, 10 tokens/s, cut off by --max-tokens or the context*
                """);
        JsonNode messages = new ObjectMapper()
                .readTree(folder.resolve("chat.json").toFile())
                .path("messages");
        assertThat(messages.findValuesAsText("role"))
                .containsExactly("system", "user", "assistant", "user", "assistant");
        assertThat(messages.get(2).toString())
                .isEqualTo("{\"role\":\"assistant\",\"content\":\"You said: Hello\",\"model\":\"script\","
                        + "\"ending\":\"complete\",\"tokens\":2,\"tokens_per_second\":10.0}");
    }

    @Test
    void should_say_why_a_conversation_cannot_be_saved() throws IOException {
        // given
        Files.writeString(folder.resolve("letter.md"), "Dear Anna");

        // when
        run(
                "/save chat.md\nHello\n/save\n/save chat.txt\n/save letter.md\n/save none/chat.md\n/reset\n/save chat.md\n");

        // then
        assertThat(beside())
                .containsExactly(
                        "error: nothing was said yet",
                        FIGURES,
                        "error: give a file, for example /save chat.md or /save chat.json",
                        "error: the name must end with .md or .json, but is: " + folder.resolve("chat.txt"),
                        "error: %s exists already; give another name".formatted(folder.resolve("letter.md")),
                        "error: none/chat.md cannot be written: NoSuchFileException: " + folder.resolve("none/chat.md"),
                        "the conversation is forgotten",
                        "error: nothing was said yet");
        assertThat(folder.resolve("letter.md")).hasContent("Dear Anna");
    }

    @Test
    void should_show_nothing_beside_the_answers_when_it_is_to_be_quiet() throws IOException {
        // when
        run("Hello\nfail\n", false, Talk.Detail.QUIET);

        // then
        assertThat(lines()).containsExactly("You said: Hello", "You said: ");
        assertThat(beside()).containsExactly("error: the prompt is too long");
    }

    @Test
    void should_show_all_figures_when_it_is_to_be_verbose() throws IOException {
        // when
        run("Hello\n", false, Talk.Detail.VERBOSE);

        // then
        assertThat(beside())
                .containsExactly("[2 tokens, 10.0 tokens/s, first token 10 ms, 1 round, 1 drafted, 1 accepted "
                        + "(look-up 1 of 1), acceptance 100.0%, 2.00 tokens/round, profile none, float32, cpu]");
    }

    @Test
    void should_go_on_after_a_question_that_fails() throws IOException {
        // when
        run("fail\nHello\n");

        // then
        assertThat(beside()).containsExactly("error: the prompt is too long", FIGURES);
        assertThat(lines()).containsExactly("You said: ", "You said: Hello");
    }

    @Test
    void should_say_that_an_answer_was_cut_off() throws IOException {
        // when
        run("long\n");

        // then
        assertThat(lines()).containsExactly("You said: long");
        assertThat(beside()).containsExactly(FIGURES + ", cut off by --max-tokens or the context");
    }

    @Test
    void should_cancel_the_answer_and_not_the_loop_on_an_interrupt() throws Exception {
        // given
        Thread interrupter = new Thread(() -> {
            try {
                conversation.waiting.await();
                conversation.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        interrupter.start();

        // when
        run("wait\nHello\n");

        // then
        assertThat(lines()).containsExactly("You said: ", "You said: Hello");
        assertThat(beside()).containsExactly("cancelled", FIGURES);
    }

    @Test
    void should_prompt_a_person_at_a_terminal_that_can_do_nothing() throws IOException {
        // when
        run("Hello\n", true, Talk.Detail.NORMAL);

        // then
        assertThat(lines()).containsExactly("> You said: Hello", "> ");
    }

    private void run(String input) throws IOException {
        run(input, false, Talk.Detail.NORMAL);
    }

    private void run(String input, boolean person, Talk.Detail detail) throws IOException {
        DumbTerminal terminal = new DumbTerminal(
                "test",
                "dumb",
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                out,
                StandardCharsets.UTF_8);
        try (Console console = new Console(terminal, new PrintWriter(err), true, false, person)) {
            Talk talk = new Talk(conversation, console.screen(), detail);
            new ChatLoop(conversation, console.lines(null), talk, console.screen(), models()).run();
        }
    }

    private ChatLoop.Models models() {
        return new ChatLoop.Models() {
            @Override
            public void open(String name) {
                if (name.equals("broken")) {
                    throw new IllegalArgumentException("no such model: broken");
                }
                opened.add(name);
            }

            @Override
            public String list() {
                return "a list of models";
            }

            @Override
            public Path file(String path) {
                return folder.resolve(path);
            }
        };
    }

    /** The standard output. */
    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** The standard error. */
    private List<String> beside() {
        return err.toString().lines().toList();
    }
}
