package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.examples.model.Environment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
            --dtype int8        | --dtype must be auto, float32, bfloat16 or float16, but is: int8
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
            --model             | Missing required parameter for option '--model' (MODEL)
            hello               | Unmatched argument at index 0: 'hello'
            """)
    void should_refuse_wrong_usage_in_one_line(String arguments, String message) {
        // when
        int exitCode = execute(arguments.split(" "));

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("error: " + message + "; --help lists the options");
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
                .contains("--model", "--prompt", "--system", "--device", "--dtype", "--context", "--profile")
                .contains(
                        "--profiles-file",
                        "--max-draft",
                        "--drafters",
                        "--plain",
                        "--max-tokens",
                        "--temperature",
                        "--top-p")
                .contains("--top-k", "--seed", "--offline", "--no-color", "--verbose", "--version", "Exit codes:");
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
        Environment environment = new Environment(Map.of(), Path.of("home"), "Linux");
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
