package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

/** The loop on piped input. */
class ChatLoopTest {

    private static final String FIGURES =
            "[2 tokens, 10.0 tokens/s, first token 10 ms, 1 round, 1 drafted, 1 accepted (look-up 1 of 1), "
                    + "acceptance 100.0%, 2.00 tokens/round, profile none, float32, cpu";

    private final ScriptedConversation conversation = new ScriptedConversation();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    @Test
    void should_answer_every_line_until_the_end_of_the_input() throws IOException {
        // when
        run("Hello\n\n  What's \"up\", \\o/ !!  \n");

        // then
        assertThat(conversation.log).containsExactly("ask Hello", "ask What's \"up\", \\o/ !!");
        assertThat(lines())
                .containsExactly("You said: Hello", FIGURES + "]", "You said: What's \"up\", \\o/ !!", FIGURES + "]");
        assertThat(err.toString()).isEmpty();
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
        assertThat(lines())
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
        assertThat(lines())
                .startsWith("no answer has been finished yet")
                .contains("answer tokens                     2            4");
    }

    @Test
    void should_list_every_command() throws IOException {
        // when
        run("/help\n");

        // then
        assertThat(lines())
                .containsExactly(
                        "/help         list the commands",
                        "/stats        figures of the last answer and of all answers",
                        "/plain        decode without drafts, to compare",
                        "/speculative  decode with drafts again",
                        "/set          temperature, top-p, top-k, seed, max-tokens: /set seed 7 changes one",
                        "/system       the system message: /system TEXT changes it, /system none removes it",
                        "/reset        forget the conversation",
                        "/exit         leave (also Ctrl-D, or Ctrl-C twice)",
                        "Ctrl-C        ends the answer that is being written");
    }

    @Test
    void should_show_and_change_what_answers_are_written_with() throws IOException {
        // when
        run("/set\n/set temperature 0.2\n/SET top_k  40\n/set top-p none\n/set seed 7\n");

        // then
        assertThat(lines())
                .containsExactly(
                        "temperature   0.7    (0 to 100, 0 for the most probable token)",
                        "top-p         0.9    (above 0 to 1, or none)",
                        "top-k         none   (1 or more, or none)",
                        "seed          none   (a whole number, or none)",
                        "max-tokens    512    (1 or more)",
                        "temperature   0.2    (0 to 100, 0 for the most probable token)",
                        "top-k         40     (1 or more, or none)",
                        "top-p         none   (above 0 to 1, or none)",
                        "seed          7      (a whole number, or none)");
        Settings settings = conversation.settings();
        assertThat(settings.temperature()).isEqualTo(0.2);
        assertThat(settings.topK()).isEqualTo(40);
        assertThat(settings.topP()).isNull();
        assertThat(settings.seed()).isEqualTo(7);
    }

    @Test
    void should_say_what_a_setting_may_be() throws IOException {
        // when
        run("/set colour red\n/set temperature hot\n/set top-p 1.5\n/set max-tokens 0\n");

        // then
        assertThat(err.toString().lines())
                .containsExactly(
                        "error: there is no setting colour; there are: temperature, top-p, top-k, seed, max-tokens",
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
        assertThat(lines())
                .containsExactly(
                        "no system message",
                        "system message: You are a  poet.",
                        "system message: You are a  poet.",
                        "no system message");
        assertThat(err.toString().lines()).containsExactly("error: there is no command /systematic; /help lists them");
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
        run("/quit\n/etc/passwd holds what?\n");

        // then
        assertThat(err.toString().lines()).containsExactly("error: there is no command /quit; /help lists them");
        assertThat(conversation.log).containsExactly("ask /etc/passwd holds what?");
    }

    @Test
    void should_go_on_after_a_question_that_fails() throws IOException {
        // when
        run("fail\nHello\n");

        // then
        assertThat(err.toString().lines()).containsExactly("error: the prompt is too long");
        assertThat(lines()).containsExactly("You said: ", "You said: Hello", FIGURES + "]");
    }

    @Test
    void should_say_that_an_answer_was_cut_off() throws IOException {
        // when
        run("long\n");

        // then
        assertThat(lines()).containsExactly("You said: long", FIGURES + ", cut off by --max-tokens or the context]");
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
        assertThat(lines()).containsExactly("You said: ", "[cancelled]", "You said: Hello", FIGURES + "]");
    }

    @Test
    void should_prompt_a_person_at_a_terminal_that_can_do_nothing() throws IOException {
        // when
        run("Hello\n", true);

        // then
        assertThat(lines()).containsExactly("> You said: Hello", FIGURES + "]", "> ");
    }

    private void run(String input) throws IOException {
        run(input, false);
    }

    private void run(String input, boolean person) throws IOException {
        DumbTerminal terminal = new DumbTerminal(
                "test",
                "dumb",
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                out,
                StandardCharsets.UTF_8);
        try (Console console = new Console(terminal, new PrintWriter(err), true, person)) {
            Talk talk = new Talk(conversation, console.screen(), false);
            new ChatLoop(conversation, console.lines(null), talk, console.screen()).run();
        }
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
