package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.hub.HubEnvironment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line as far as no console and no model is needed. */
class ConsoleChatbotTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --device gpu        | --device must be auto, cpu, cuda or cuda:N, but is: gpu
            --device cuda:x     | --device must be auto, cpu, cuda or cuda:N, but is: cuda:x
            --dtype int2        | --dtype must be auto, float32, bfloat16, float16, stored, int8 or int4, but is: int2
            --context 0         | --context must be at least 1, but is: 0
            --max-draft 0       | --max-draft must be at least 1 (--plain decodes without drafts), but is: 0
            --drafters draft    | --drafters must be none or some of look-up,skip,grammar with commas between them, but is: draft
            --drafters look-up, | --drafters must be none or some of look-up,skip,grammar with commas between them, but is: look-up,
            --max-tokens 0      | --max-tokens must be at least 1, but is: 0
            --temperature -1    | --temperature must be 0 to 100, but is: -1.0
            --temperature NaN   | --temperature must be 0 to 100, but is: NaN
            --top-p 1.5         | --top-p must be above 0 and at most 1, but is: 1.5
            --top-k 0           | --top-k must be at least 1, but is: 0
            --seed x            | Invalid value for option '--seed': 'x' is not a long
            --max-tokens many   | Invalid value for option '--max-tokens': 'many' is not an int
            --colour            | Unknown option: '--colour'
            --modle x           | Unknown options: '--modle', 'x'; did you mean --model?
            --tempreature=1     | Unknown option: '--tempreature=1'; did you mean --temperature?
            --quiet --verbose   | --quiet must be given without --verbose, but is: both
            --linear-kernel mkl | --linear-kernel must be auto, fbgemm, onednn or plain, but is: mkl
            --min-p 2           | --min-p must be 0 to 1, but is: 2.0
            --repetition-penalty 0 | --repetition-penalty must be above 0, but is: 0.0
            --model             | Missing required parameter for option '--model' (MODEL)
            hello               | Unmatched argument at index 0: 'hello'
            """)
    void should_refuse_wrong_usage_in_one_line(String arguments, String message) {
        // when
        int exitCode = execute(arguments.split(" "));

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "error: " + message + (message.endsWith("?") ? " " : "; ") + "--help lists the options");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void should_refuse_a_blank_prompt() {
        assertThat(execute("--prompt", " ")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("error: --prompt must be a text, but is: blank; --help lists the options");
    }

    @Test
    void should_explain_every_option() {
        // when
        int exitCode = execute("--help");

        // then
        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .contains(
                        "--model",
                        "--list-models",
                        "--prompt",
                        "--system",
                        "--device",
                        "--dtype",
                        "--context",
                        "--profile")
                .contains(
                        "--profiles-file",
                        "--max-draft",
                        "--drafters",
                        "--plain",
                        "--max-tokens",
                        "--temperature",
                        "--top-p")
                .contains(
                        "--top-k",
                        "--min-p",
                        "--repetition-penalty",
                        "--linear-kernel",
                        "--seed",
                        "--offline",
                        "--no-color",
                        "--quiet",
                        "--verbose",
                        "--version",
                        "Exit codes:");
    }

    @Test
    void should_list_the_models_of_this_machine_and_why_one_does_not_open(@TempDir Path home) throws IOException {
        // given
        Path library = home.resolve(".ollama/models/manifests/registry.ollama.ai/library/tiny");
        Path blob = home.resolve(".ollama/models/blobs").resolve("sha256-" + "a".repeat(64));
        Files.createDirectories(library);
        Files.writeString(
                library.resolve("1b"),
                "{\"layers\":[{\"mediaType\":\"application/vnd.ollama.image.model\",\"digest\":\"sha256:%s\"}]}"
                        .formatted("a".repeat(64)));
        Files.createDirectories(blob.getParent());
        Files.writeString(blob, "no GGUF");
        Path snapshot = home.resolve(".cache/huggingface/hub/models--karpathy--stories/snapshots/abc");
        copy(Path.of(ConsoleRun.builtIn(home)), snapshot);

        // when
        int exitCode = execute(home, "--list-models");

        // then
        assertThat(exitCode).isZero();
        assertThat(out.toString().lines().toList())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("karpathy/stories@abc  safetensors       1.0 MB  " + snapshot),
                        line -> assertThat(line).isEqualTo("ollama:tiny:1b        GGUF              0.0 MB  " + blob),
                        line -> assertThat(line).startsWith("    does not open: " + blob.getFileName() + ": "));
    }

    @Test
    void should_say_that_there_are_no_models(@TempDir Path home) {
        assertThat(execute(home, "--list-models")).isZero();
        assertThat(out).hasToString("no models in the caches of the hub and of Ollama" + System.lineSeparator());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void should_say_the_versions() {
        // when
        int exitCode = execute("--version");

        // then
        assertThat(exitCode).isZero();
        assertThat(out.toString().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .matches("langchain4j-ssd \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(out.toString()).contains("LangChain4j ", "DJL ", "PyTorch ").doesNotContain("${");
    }

    private int execute(String... arguments) {
        return execute(Path.of("home"), arguments);
    }

    private int execute(Path home, String... arguments) {
        HubEnvironment environment = new HubEnvironment(Map.of(), home, "Linux");
        CommandLine commandLine = new ConsoleChatbot(environment, colours -> {
                    throw new AssertionError("no console is needed");
                })
                .commandLine();
        return commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
