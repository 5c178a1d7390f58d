package io.github.ssd4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryPairsTest {

    @TempDir
    private Path folder;

    @Test
    void should_read_sci_tldr() {
        List<SummaryPair> pairs =
                SummaryPairs.read(Path.of("src/test/resources/io/github/ssd4j/evaluation/data/scitldr_dev.jsonl"));

        assertThat(pairs).singleElement().satisfies(pair -> {
            assertThat(pair.id()).isEqualTo("scitldr-SygHGnRqK7");
            assertThat(pair.article()).startsWith("In federated learning problems, data");
            assertThat(pair.question()).isEmpty();
            assertThat(pair.references())
                    .hasSize(3)
                    .first()
                    .isEqualTo(
                            "We propose a Bayesian nonparametric model for federated learning with neural networks.");
        });
    }

    @Test
    void highlights_should_come_first_unless_they_are_a_reference() throws IOException {
        Path file = Files.writeString(folder.resolve("a.jsonl"), """
                {"article": "a", "highlights": "h"}
                {"article": "a", "highlights": "h", "references": ["r"], "question": "q"}
                {"article": "a", "highlights": "h", "references": ["r", "h"]}
                {"article": "a", "references": ["r"]}
                """);

        assertThat(SummaryPairs.read(file))
                .containsExactly(
                        new SummaryPair("1", "a", List.of("h"), Optional.empty()),
                        new SummaryPair("2", "a", List.of("h", "r"), Optional.of("q")),
                        new SummaryPair("3", "a", List.of("r", "h"), Optional.empty()),
                        new SummaryPair("4", "a", List.of("r"), Optional.empty()));
    }

    @Test
    void should_say_what_is_wrong_and_where() throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.jsonl"), "{\"article\": \"a\", \"highlights\": \"h\"}\n{\"prompt\": \"a\"}");
        Path blank = Files.writeString(folder.resolve("b.jsonl"), "{\"article\": \" \", \"highlights\": \"h\"}");

        assertThatThrownBy(() -> SummaryPairs.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": line 2 must be an object with a text and its summary, as in "
                        + "{\"article\": \"...\", \"highlights\": \"...\"}");
        assertThatThrownBy(() -> SummaryPairs.read(blank))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(blank + ": line 1 must have a text that is not blank as \"article\", but has: \" \"");
    }
}
