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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The whole command in this JVM, on the tiny trained checkpoint of the examples. No test asserts a time. */
class SsdEvalLoadTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void should_answer_the_requests_of_all_callers() throws IOException {
        Path json = folder.resolve("load.json");

        int exitCode = execute(
                "--callers",
                "3",
                "--think",
                "1ms",
                "--requests",
                "12",
                "--max-tokens",
                "16",
                "--json",
                json.toString());

        assertThat(exitCode).isZero();
        assertThat(err.toString()).endsWith("Wrote " + json + "\n");
        JsonNode report = new ObjectMapper().readTree(Files.readString(json));
        assertThat(report.at("/requests/answered").asInt()).isEqualTo(12);
        assertThat(report.at("/requests/refused").asInt()).isZero();
        assertThat(report.at("/firstTokenMillis/count").asInt()).isEqualTo(12);
        assertThat(report.at("/firstTokenMillis/p50").asDouble()).isPositive();
        assertThat(report.at("/millisBetweenTexts/count").asInt()).isGreaterThan(12);
        assertThat(report.at("/tokens").asInt()).isBetween(24, 12 * 16);
        assertThat(report.at("/tokensPerSecond").asDouble()).isPositive();
        assertThat(report.at("/subject/dtype").asText()).isEqualTo("float32");
        assertThat(report.at("/subject/sharePrefixes").asBoolean(true)).isFalse();
        if (Files.exists(Path.of("/proc/self/status"))) {
            for (String time : List.of("begin", "middle", "end")) {
                assertThat(report.at("/residentBytes/" + time).asLong()).isGreaterThan(10_000_000);
            }
        }
        assertThat(out.toString()).contains("\nanswers   12 answered, 0 refused, 0 failed\n", "\nfirst token ");
    }

    @Test
    void should_count_refusals_where_too_few_may_wait() throws IOException {
        Path json = folder.resolve("load.json");
        Path questions = folder.resolve("two.jsonl");
        Files.writeString(questions, "{\"prompt\": \"Once upon a time\"}\n{\"prompt\": \"The dog\"}\n");

        int exitCode = execute(
                "--callers",
                "6",
                "--think",
                "0s",
                "--requests",
                "6",
                "--max-concurrent",
                "1",
                "--max-queue",
                "1",
                "--max-tokens",
                "64",
                "--drafters",
                "none",
                "--data",
                questions.toString(),
                "--json",
                json.toString());

        assertThat(exitCode).isZero();
        JsonNode report = new ObjectMapper().readTree(Files.readString(json));
        assertThat(report.at("/requests/refused").asInt()).isPositive();
        assertThat(report.at("/requests/answered").asInt()
                        + report.at("/requests/refused").asInt())
                .isEqualTo(6);
        assertThat(report.at("/subject/maxQueue").asInt()).isEqualTo(1);
        assertThat(report.at("/plan/questions").asText()).isEqualTo("questions of two.jsonl");
    }

    @Test
    void should_end_when_the_time_is_up() {
        assertThat(execute("--callers", "2", "--think", "0s", "--duration", "300ms", "--max-tokens", "8"))
                .isZero();
        assertThat(out.toString())
                .contains("callers   2, thinking 0 s on average")
                .contains(" 0 failed\n");
    }

    @Test
    void help_should_give_defaults_and_examples() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .contains("Default: 2s", "Default: 8", "--requests=N", "500ms")
                .contains("ssd-eval load --model SmolLM2-135M-Instruct.Q4_1.gguf\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--callers 0; --callers must be between 1 and 10000, but is: 0",
                "--duration 0s; --duration must be greater than zero, but is: PT0S",
                "--think soon; Invalid value for option '--think': must be a time such as 500ms, 2s, 5m or 1h30m, but is: soon",
                "--requests 0; --requests must be greater than zero, but is: 0",
                "--max-concurrent 0; --max-concurrent must be greater than zero, but is: 0",
                "--drafters magic; drafters must be none or some of look-up,skip,grammar with commas between them, but is: magic",
                "--data no.jsonl; the questions cannot be read: no.jsonl (no such file)",
                "--json no/such/r.json; --json must be a file in an existing folder, but is: no/such/r.json"
            })
    void should_say_what_is_wrong_with_the_command_line(String arguments, String message) {
        int exitCode = execute(arguments.split(" "));

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("ssd-eval: " + message + "\nTry 'ssd-eval load --help'.\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void should_refuse_answers_that_do_not_fit() {
        assertThat(execute("--max-tokens", "511")).isEqualTo(1);
        assertThat(err.toString()).startsWith("ssd-eval: no prompt leaves room").hasLineCount(1);
    }

    private int execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of("load", "--model", Stories.PATH.toString(), "--dtype", "float32"));
        all.addAll(Arrays.asList(arguments));
        CommandLine command = SsdEval.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return command.execute(all.toArray(String[]::new));
    }
}
