package io.github.ssd4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command in this JVM, on the tiny trained checkpoint of the examples and on random ones. No test asserts a time. */
class SsdEvalThroughputTest {

    private static final String[] SHORT = {
        "--repeats", "3", "--warmup", "1", "--prefill-repeats", "2", "--stream-mebibytes", "1", "--dtype", "float32"
    };
    private static final String TINY_SHAPE =
            "custom,hidden=64,intermediate=96,layers=5,heads=4,kv-heads=2,vocab=300,context=64,tied=true";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void should_measure_every_pass_of_a_real_checkpoint() throws IOException {
        Path json = folder.resolve("report.json");
        Path markdown = folder.resolve("report.md");

        int exitCode = execute(
                "--model",
                Stories.PATH.toString(),
                "--contexts",
                "4,32",
                "--verify",
                "1,2,4",
                "--skip-attention",
                "1,3",
                "--skip-mlp",
                "2",
                "--json",
                json.toString(),
                "--markdown",
                markdown.toString());

        assertThat(err.toString()).contains("pass 1 of 38", "pass 38 of 38, about 0 s left", "Wrote " + json);
        assertThat(exitCode).isZero();
        JsonNode report = new ObjectMapper().readTree(Files.readString(json));
        assertThat(labels(report))
                .containsExactly(
                        "decode 4",
                        "verify 2 4",
                        "verify 4 4",
                        "draft 4",
                        "decode 32",
                        "verify 2 32",
                        "verify 4 32",
                        "draft 32");
        for (JsonNode step : report.at("/steps")) {
            assertThat(step.at("/samplesMilliseconds"))
                    .hasSize(3)
                    .allSatisfy(sample -> assertThat(sample.asDouble()).isPositive());
            assertThat(step.at("/weightBytesPerSecond").asDouble()).isPositive();
        }
        // float32: 5 layers of 12288 attention and 33024 MLP weights, 11 norms of 64, the tied head of 32768
        assertThat(report.at("/subject/weightBytes").asLong()).isEqualTo(4 * (5 * (12288 + 33024) + 11 * 64 + 32768));
        assertThat(report.at("/steps/3/weightBytes").asLong()).isEqualTo(4 * (3 * 12288 + 4 * 33024 + 8 * 64 + 32768));
        assertThat(report.at("/subject/parameters").asLong()).isEqualTo(260_032);
        assertThat(report.at("/subject/dtype").asText()).isEqualTo("float32");
        assertThat(report.at("/subject/linearKernel").asText()).isIn("onednn", "plain");
        assertThat(report.at("/prefills/1/samplesMilliseconds")).hasSize(2);
        assertThat(report.at("/stream/readersBytesPerSecond")).hasSize(2);
        assertThat(report.at("/plan/profile/attention").toString()).isEqualTo("[1,3]");
        assertThat(out.toString()).contains("\nverify 4 ", "\nprefill ", "\n3 ");
        assertThat(Files.readString(markdown)).contains("| decode | 32 |", "| prefill | 4 |");
    }

    @Test
    void should_measure_random_weights_and_delete_them() throws IOException {
        Path json = folder.resolve("report.json");

        int exitCode = execute(
                "--shape",
                TINY_SHAPE,
                "--work-dir",
                folder.toString(),
                "--contexts",
                "16",
                "--verify",
                "2",
                "--json",
                json.toString());

        assertThat(err.toString())
                .startsWith("Writing random weights in the shape of custom, 347 kB of bfloat16, to " + folder
                        + "; deleted at the end\n");
        assertThat(exitCode).isZero();
        JsonNode report = new ObjectMapper().readTree(Files.readString(json));
        assertThat(report.at("/plan/profile/name").asText()).isEqualTo("every-second-layer");
        assertThat(report.at("/plan/profile/mlp").toString()).isEqualTo("[1,3]");
        assertThat(labels(report)).containsExactly("decode 16", "verify 2 16", "draft 16");
        assertThat(folder).isDirectoryNotContaining(path -> Files.isDirectory(path));
    }

    @Test
    void should_measure_several_conversations_at_once() throws IOException {
        Path json = folder.resolve("report.json");
        Path markdown = folder.resolve("report.md");

        int exitCode = execute(
                "--model",
                Stories.PATH.toString(),
                "--contexts",
                "4",
                "--verify",
                "1",
                "--conversations",
                "3",
                "--answer-tokens",
                "12",
                "--conversation-repeats",
                "2",
                "--json",
                json.toString(),
                "--markdown",
                markdown.toString());

        assertThat(exitCode).isZero();
        assertThat(err.toString()).contains("conversations, run 1 of 8\n", "conversations, run 8 of 8\n");
        JsonNode report = new ObjectMapper().readTree(Files.readString(json));
        List<String> ways = new ArrayList<>();
        for (JsonNode row : report.at("/conversations")) {
            ways.add(row.at("/count").asInt() + " " + row.at("/speculative").asBoolean());
            assertThat(row.at("/tokensPerSecond").asDouble()).isPositive();
            assertThat(row.at("/firstTokenMillis").asDouble()).isPositive();
            assertThat(row.at("/samplesTokensPerSecond")).hasSize(2);
        }
        assertThat(ways).containsExactly("1 false", "1 true", "3 false", "3 true");
        assertThat(report.at("/conversationPlan/answerTokens").asInt()).isEqualTo(12);
        assertThat(out.toString())
                .contains("\nconversations  plain tok/s", "\nat once   2 samples of each number, 12 tokens");
        assertThat(Files.readString(markdown)).contains("| conversations | plain tok/s |");
    }

    @Test
    void should_hold_conversations_with_random_weights() throws IOException {
        Path json = folder.resolve("report.json");

        int exitCode = execute(
                "--shape",
                TINY_SHAPE,
                "--work-dir",
                folder.toString(),
                "--contexts",
                "16",
                "--verify",
                "1",
                "--conversations",
                "2",
                "--answer-tokens",
                "4",
                "--drafters",
                "none",
                "--json",
                json.toString());

        assertThat(exitCode).isZero();
        assertThat(err.toString())
                .startsWith("The shape's context of 64 positions is raised to 244 for this measurement.\n");
        JsonNode report = new ObjectMapper().readTree(Files.readString(json));
        assertThat(report.at("/conversations")).hasSize(2);
        assertThat(report.at("/conversations/1/tokensPerSecond").asDouble()).isPositive();
        assertThat(report.at("/conversationPlan/promptTokens/max").asInt()).isEqualTo(240);
    }

    @Test
    void should_refuse_answers_that_do_not_fit_before_anything_is_measured() {
        int exitCode = execute("--model", Stories.PATH.toString(), "--conversations", "2", "--answer-tokens", "500");

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("ssd-eval: no prompt leaves room for an answer of 500 tokens: the context has 512")
                .hasLineCount(1);
    }

    @Test
    void should_keep_random_weights_that_can_be_measured_again() throws IOException {
        int exitCode = execute(
                "--shape", TINY_SHAPE, "--work-dir", folder.toString(), "--contexts", "70", "--verify", "2", "--keep");

        assertThat(exitCode).isZero();
        assertThat(err.toString())
                .startsWith("The shape's context of 64 positions is raised to 72 for this measurement.\n");
        Path kept;
        try (Stream<Path> files = Files.list(folder)) {
            kept = files.findFirst().orElseThrow();
        }
        assertThat(err.toString()).contains("Kept for --model: " + kept);
        assertThat(execute("--model", kept.toString(), "--contexts", "70", "--verify", "2", "--profile", "none"))
                .isZero();
        assertThat(out.toString()).contains("draft     not measured: no sub-layer is skipped");
    }

    @Test
    void should_cut_the_default_contexts_to_the_model() {
        int exitCode = execute("--model", Stories.PATH.toString(), "--verify", "16");

        assertThat(exitCode).isZero();
        assertThat(err.toString()).contains("The model has room for 512 positions: measuring at contexts [16, 496].\n");
    }

    @Test
    void should_refuse_what_does_not_fit_the_model() {
        assertThat(execute("--model", Stories.PATH.toString(), "--contexts", "16,500", "--verify", "16"))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("ssd-eval: context 500 and a verify pass of 16 tokens need 516 positions, but the model "
                        + "has: 512; choose other --contexts or --verify\n");

        err.getBuffer().setLength(0);
        assertThat(execute("--model", Stories.PATH.toString(), "--skip-mlp", "5"))
                .isEqualTo(1);
        assertThat(err.toString())
                .endsWith("ssd-eval: skip profile 'of the command line' skips mlp of layer 5, but the loaded model has "
                        + "layers 0 to 4; take a profile that was found for this model, or 'none'\n");
    }

    @Test
    void should_refuse_a_kernel_before_random_weights_are_written() {
        int exitCode = execute(
                "--shape", TINY_SHAPE, "--work-dir", folder.toString(), "--device", "cpu", "--linear-kernel", "fbgemm");

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("ssd-eval: linear kernel 'fbgemm' was asked for, but with device cpu and dtype float32")
                .endsWith("plain\n")
                .hasLineCount(1);
        assertThat(folder).isEmptyDirectory();
    }

    private static List<String> labels(JsonNode report) {
        List<String> labels = new ArrayList<>();
        report.at("/steps")
                .forEach(step -> labels.add(
                        step.at("/pass").asText() + " " + step.at("/context").asInt()));
        return labels;
    }

    private int execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of("throughput"));
        all.addAll(Arrays.asList(SHORT));
        all.addAll(Arrays.asList(arguments));
        CommandLine command = SsdEval.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return command.execute(all.toArray(String[]::new));
    }
}
