package io.github.ssd4j.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.measurement.cli.CommandLineTool;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command with a real search of the tiny trained checkpoint of the examples. No test asserts a time. */
class SsdSearchRunTest {

    private static final String STORIES =
            "../examples/example-models/src/main/resources/io/github/ssd4j/examples/model/stories260K";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void should_search_and_go_on_from_the_journal(@TempDir Path folder) throws IOException {
        Path prompts = Files.writeString(
                folder.resolve("prompts.txt"), "Once upon a time\n\nOne day, Lily\n\nTom had a dog\n\nThe big bird\n");
        Path file = folder.resolve("skip_layers.json");

        assertThat(execute(file, prompts, "--evaluations", "12", "--log", folder + "/first.log"))
                .as(err.toString())
                .isZero();
        assertThat(execute(file, prompts, "--evaluations", "14", "--log", folder + "/second.log"))
                .isZero();

        List<String> first = scores(folder.resolve("first.log"));
        assertThat(first).hasSizeBetween(1, 12);
        assertThat(scores(folder.resolve("second.log"))).startsWith(first.toArray(String[]::new));
        assertThat(file).exists();
        try (Stream<Path> journals = Files.list(folder.resolve(".ssd-search"))) {
            assertThat(journals).hasSize(1);
        }
        assertThat(execute(file, prompts, "--evaluations", "12", "--fresh")).isZero();
        try (Stream<Path> journals = Files.list(folder.resolve(".ssd-search"))) {
            assertThat(journals).hasSize(2).anyMatch(path -> path.toString().endsWith(".old"));
        }
        assertThat(out.toString()).contains("Plain decoding: ", "Saved as stories260k in " + file);
    }

    @Test
    void should_refuse_a_kernel_before_the_journal_is_written(@TempDir Path folder) throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "Once upon a time\n\nOne day, Lily\n");
        Path file = folder.resolve("skip_layers.json");

        assertThat(execute(file, prompts, "--device", "cpu", "--linear-kernel", "fbgemm"))
                .isEqualTo(1);

        assertThat(err.toString().lines().filter(line -> line.startsWith("ssd-search: ")))
                .singleElement()
                .asString()
                .startsWith("ssd-search: linear kernel 'fbgemm' was asked for, but with device cpu and dtype float32")
                .endsWith("plain");
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(prompts));
    }

    /** Lines of scores, without the time of the log. */
    private static List<String> scores(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.matches("\\S+ +\\d+  S .*"))
                .map(line -> line.substring(line.indexOf(' ')))
                .toList();
    }

    private int execute(Path file, Path prompts, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--model", STORIES, "--out", file.toString(), "--prompts", prompts.toString(), "--tokens", "16"));
        arguments.addAll(
                List.of("--dtype", "float32", "--max-draft-tokens", "2", "--held-out-prompts", "1", "--save-anyway"));
        arguments.addAll(List.of(more));
        return CommandLineTool.of(new SsdSearch(SsdSearch::real, code -> {}))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }
}
