package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole chatbot, from its arguments to its exit code, on the built-in model and on a real one. */
@Timeout(600)
class ConsoleChatbotIT {

    /** What the model writes by greedy decoding, word for word as its makers publish it. */
    private static final String STORY = ", there was a little girl named Lily. She loved to play outside in the park. "
            + "One day, she saw a big, red ball. She wanted to play with it, but it was too high.";

    /** Text with any mark of a drafter. */
    private static final String DRAFTED = "\033\\[(32|4;36|1;35)m";

    @TempDir
    private Path home;

    @Test
    void should_answer_a_prompt_with_the_built_in_model_when_there_is_no_other() {
        // when
        ConsoleRun run =
                ConsoleRun.onPipes(home, "").execute("--prompt", "Once upon a time", "-n", "58", "--dtype", "float32");

        // then
        assertThat(run.errorLines())
                .contains("using the built-in stories260K instead: a tiny model that only tells children's stories "
                        + "and answers no questions")
                .last()
                .asString()
                .matches("58 tokens, [\\d.]+ tokens/s, cut off by --max-tokens or the context");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith(STORY.substring(0, 140));
    }

    @Test
    void should_open_the_built_in_model_by_its_name_and_switch_to_another_in_the_chat() throws Exception {
        // given
        String input = "Once upon a time\n/model /models/none\nOnce\n/model %s\nOnce\n/stats\n";

        // when
        ConsoleRun run = ConsoleRun.onPipes(home, input.formatted(ConsoleRun.builtIn(home)))
                .execute("--model", "stories260K", "-n", "5", "--dtype", "float32", "--plain");

        // then
        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).hasSize(3);
        assertThat(run.errorLines().subList(0, 6))
                .satisfiesExactly(
                        figures -> assertThat(figures).startsWith("5 tokens, "),
                        failure ->
                                assertThat(failure).startsWith("error: model not found: there is no file or directory"),
                        figures -> assertThat(figures).startsWith("5 tokens, "),
                        model -> assertThat(model).startsWith("stories260K, drafters none, "),
                        figures -> assertThat(figures).startsWith("5 tokens, "),
                        table -> assertThat(table).contains("all 1"));
    }

    @Test
    void should_write_the_same_text_with_and_without_a_draft() throws Exception {
        // when
        ConsoleRun run = ConsoleRun.onPipes(home, "Once upon a time\n/plain\nOnce upon a time\n/stats\n")
                .execute(
                        "--model",
                        ConsoleRun.builtIn(home),
                        "-n",
                        "40",
                        "--profile",
                        "demo",
                        "--profiles-file",
                        profiles(),
                        "--dtype",
                        "float32",
                        "--verbose");

        // then
        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(0))
                .isEqualTo(STORY.substring(0, run.lines().get(0).length()));
        assertThat(run.lines().get(1)).isEqualTo(run.lines().get(0));
        assertThat(run.errorLines().get(0)).contains("profile demo").doesNotContain(" 0 drafted");
        assertThat(run.errorLines().get(2)).contains("profile none", " 0 drafted", "acceptance -");
        assertThat(run.errorLines()).contains("answer tokens                    40           80");
    }

    @Test
    void should_draft_with_those_drafters_that_are_asked_for_and_write_the_same_text() throws Exception {
        // given
        String model = ConsoleRun.builtIn(home);
        String prompt = "Lily saw a big dog. Lily saw a big dog. Lily saw";

        // when
        ConsoleRun lookUp = drafting(model, prompt, "look-up");
        ConsoleRun none = drafting(model, prompt, "none");

        // then
        assertThat(lookUp.errorLines())
                .last()
                .asString()
                .contains("accepted (look-up ")
                .doesNotContain("skip:");
        assertThat(none.errorLines()).last().asString().contains(" 0 drafted, 0 accepted, acceptance -");
        assertThat(none.out()).isEqualTo(lookUp.out());
    }

    private ConsoleRun drafting(String model, String prompt, String drafters) throws IOException {
        return ConsoleRun.onPipes(home, "")
                .execute(
                        "--model",
                        model,
                        "--prompt",
                        prompt,
                        "-n",
                        "40",
                        "--drafters",
                        drafters,
                        "--profile",
                        "demo",
                        "--profiles-file",
                        profiles(),
                        "--dtype",
                        "float32",
                        "--verbose");
    }

    @Test
    void should_colour_accepted_drafts_in_a_terminal_and_nothing_else() throws Exception {
        // given
        String[] arguments = {
            "--model",
            ConsoleRun.builtIn(home),
            "--prompt",
            "Once upon a time",
            "-n",
            "200",
            "--profile",
            "demo",
            "--profiles-file",
            profiles(),
            "--dtype",
            "float32"
        };

        // when
        ConsoleRun coloured = ConsoleRun.onTerminal(home, new PipedInputStream(new PipedOutputStream()))
                .execute(arguments);
        ConsoleRun plain = ConsoleRun.onPipes(home, "").execute(arguments);

        // then
        assertThat(coloured.exitCode()).isZero();
        assertThat(coloured.out()).containsPattern(DRAFTED);
        assertThat(coloured.errorLines()).anyMatch(line -> line.contains("the rest by the full model"));
        assertThat(plain.out()).doesNotContain("\033");
        String shown = coloured.out().replaceAll("\033\\[[\\d;]*[A-Za-z]|\r", "");
        assertThat(shown.lines().skip(1)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(160));
        assertThat(shown.replaceAll("\\s+", " ")).contains(plain.out().strip().replaceAll("\\s+", " "));
    }

    @Test
    void should_show_no_colours_when_the_user_wants_none() throws Exception {
        // when
        ConsoleRun run = ConsoleRun.onTerminal(home, new PipedInputStream(new PipedOutputStream()))
                .execute(
                        "--model",
                        ConsoleRun.builtIn(home),
                        "--prompt",
                        "Once",
                        "-n",
                        "20",
                        "--no-color",
                        "--profile",
                        "demo",
                        "--profiles-file",
                        profiles());

        // then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).doesNotContain("\033[3").doesNotContain("\033[2m");
    }

    @Test
    void should_give_the_same_answer_for_the_same_seed() throws Exception {
        // given
        String[] arguments = {
            "--model",
            ConsoleRun.builtIn(home),
            "--prompt",
            "Once upon a time",
            "-n",
            "30",
            "--temperature",
            "1",
            "--top-k",
            "20",
            "--top-p",
            "0.9",
            "--seed",
            "11"
        };

        // when
        ConsoleRun one = ConsoleRun.onPipes(home, "").execute(arguments);
        ConsoleRun two = ConsoleRun.onPipes(home, "").execute(arguments);
        arguments[arguments.length - 1] = "12";
        ConsoleRun other = ConsoleRun.onPipes(home, "").execute(arguments);

        // then
        assertThat(two.lines().get(0)).isEqualTo(one.lines().get(0));
        assertThat(other.lines().get(0)).isNotEqualTo(one.lines().get(0));
    }

    @Test
    void should_end_with_130_when_ctrl_c_cancels_the_only_answer() throws Exception {
        // given
        PipedOutputStream keys = new PipedOutputStream();
        ConsoleRun run = ConsoleRun.onTerminal(home, new PipedInputStream(keys));
        String model = ConsoleRun.builtIn(home);

        // when
        CompletableFuture<ConsoleRun> end = CompletableFuture.supplyAsync(
                () -> run.execute("--model", model, "--prompt", "Once upon a time", "-n", "480"));
        run.awaitShown("little girl");
        keys.write("\u0003".getBytes(StandardCharsets.US_ASCII));
        keys.flush();

        // then
        assertThat(end.get(2, TimeUnit.MINUTES).exitCode()).isEqualTo(130);
        assertThat(run.errorLines()).last().asString().contains("cancelled");
    }

    @Test
    void should_name_a_model_in_the_hub_cache_by_its_repository() throws Exception {
        // given
        Path model = home.resolve(".cache/huggingface/hub/models--karpathy--stories260K");
        Path snapshot = Files.createDirectories(model.resolve("snapshots/0123abc"));
        Files.createDirectories(model.resolve("refs"));
        Files.writeString(model.resolve("refs/main"), "0123abc");
        try (Stream<Path> files = Files.list(Path.of(ConsoleRun.builtIn(home)))) {
            for (Path file : files.toList()) {
                Files.copy(file, snapshot.resolve(file.getFileName()));
            }
        }

        // when
        ConsoleRun run = ConsoleRun.onPipes(home, "Once\n/stats\n")
                .execute(
                        "--model",
                        "karpathy/stories260K",
                        "-n",
                        "5",
                        "--plain",
                        "--context",
                        "64",
                        "--dtype",
                        "float32");

        // then
        assertThat(run.exitCode()).isZero();
        assertThat(run.errorLines())
                .last()
                .isEqualTo("stories260K, drafters none, profile none, float32, cpu, context 64 tokens");
    }

    @Test
    void should_chat_with_a_real_model() {
        // given
        String model = System.getProperty("ssd.test.model", "");
        if (model.isBlank()) {
            System.out.println("skipped: no real model: fetch it with .ci/run or give its path in SSD_TEST_MODEL");
        }
        assumeTrue(!model.isBlank(), "no real model: fetch it with .ci/run or give its path in SSD_TEST_MODEL");

        // when
        ConsoleRun run = ConsoleRun.onPipes(home, "What is the capital of France?\nAnd of Germany?\n/stats\n")
                .execute("--model", model, "--system", "You answer in one short sentence.", "-n", "24");

        // then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Paris");
        assertThat(run.errorLines().get(0)).matches("\\d+ tokens, [\\d.]+ tokens/s(, cut off .*)?");
        assertThat(run.errorLines()).last().asString().contains("context ").startsWith("SmolLM2-135M-Instruct");
    }

    private String profiles() throws IOException {
        return Files.writeString(home.resolve("profiles.json"), "{\"demo\": {\"attention\": [2], \"mlp\": []}}")
                .toString();
    }
}
