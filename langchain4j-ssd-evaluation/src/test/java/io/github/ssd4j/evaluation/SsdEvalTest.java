package io.github.ssd4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class SsdEvalTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void help_should_name_the_command_and_the_exit_codes() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: ssd-eval [-hV] COMMAND")
                .contains("throughput", "Exit codes:", "the command line is wrong");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void help_of_throughput_should_give_defaults_and_examples() {
        assertThat(execute("throughput", "--help")).isZero();
        assertThat(out.toString())
                .contains("(--model=PATH | --shape=SHAPE)")
                .contains("Default: 1,2,4,8,16")
                .contains("Default: 20")
                .contains("ssd-eval throughput --shape 135m\n");
    }

    @Test
    void version_should_be_printed() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).isEqualTo("ssd-eval (development build)\n");
    }

    @Test
    void unknown_words_should_be_answered_with_what_was_probably_meant() {
        assertThat(execute("specbench")).isEqualTo(2);
        assertThat(execute("throughput", "--shap", "135m")).isEqualTo(2);
        assertThat(execute("frobnicate")).isEqualTo(2);

        assertThat(err.toString().lines())
                .containsSubsequence(
                        "ssd-eval: Unmatched argument at index 0: 'specbench'; did you mean spec-bench? (commands: spec-bench, "
                                + "summarisation, code, compare, throughput, load)",
                        "ssd-eval: Unknown options: '--shap', '135m'; did you mean --shape?",
                        "ssd-eval: Unmatched argument at index 0: 'frobnicate' (commands: spec-bench, summarisation, code, "
                                + "compare, throughput, load)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "; ssd-eval; Missing required command",
                "throughput; ssd-eval throughput; Error: Missing required argument (specify one of these):"
                        + " (--model=PATH | --shape=SHAPE)",
                "throughput --shape 2b; ssd-eval throughput; Invalid value for option '--shape': shape must be"
                        + " one of 135m, 360m, 1.1b, 1.7b, 3b, 7b or custom, but is: 2b",
                "throughput --shape 135m --stored-dtype int8; ssd-eval throughput; Invalid value for option"
                        + " '--stored-dtype': stored dtype must be float32, float16 or bfloat16, but is: int8",
                "throughput --shape 135m --repeats 0; ssd-eval throughput; repeats must be at least 1, but is: 0",
                "throughput --shape 135m --conversations 0; ssd-eval throughput; each of conversations must be between 1"
                        + " and 1024, but is: 0",
                "throughput --shape 135m --conversations 2 --answer-tokens 1; ssd-eval throughput; answerTokens must be"
                        + " at least 2, but is: 1",
                "throughput --shape 135m --dtype int3; ssd-eval throughput; dtype must be one of auto, float32,"
                        + " bfloat16, float16, stored, int8, int4, but is: int3",
                "throughput --shape 135m --device tpu; ssd-eval throughput; device must be one of auto, cpu, cuda,"
                        + " cuda:N, but is: tpu",
                "throughput --shape 135m --linear-kernel mkl; ssd-eval throughput; linearKernel must be one of auto,"
                        + " onednn, fbgemm, plain, but is: mkl",
                "throughput --shape 135m --stream-mebibytes 0; ssd-eval throughput; --stream-mebibytes must be at"
                        + " least 1, but is: 0",
                "throughput --shape 135m --json no/such/folder/r.json; ssd-eval throughput; --json must be a file in"
                        + " an existing folder, but is: no/such/folder/r.json"
            })
    void should_say_what_is_wrong_with_the_command_line(String arguments, String command, String message) {
        int exitCode = execute(arguments == null ? new String[0] : arguments.split(" "));

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("ssd-eval: " + message + "\nTry '" + command + " --help'.\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void should_fail_in_one_line_without_a_stack_trace(@TempDir Path folder) {
        Path missing = folder.resolve("missing.gguf");

        int exitCode = execute("throughput", "--model", missing.toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("ssd-eval: missing.gguf: ")
                .contains("no such file or directory")
                .endsWith("\n")
                .hasLineCount(1);
    }

    private int execute(String... arguments) {
        CommandLine command = SsdEval.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        return command.execute(arguments);
    }
}
