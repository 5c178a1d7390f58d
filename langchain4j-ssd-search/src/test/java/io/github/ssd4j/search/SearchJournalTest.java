package io.github.ssd4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchJournalTest {

    private static final Map<String, String> FINGERPRINT = Map.of("model", "a \"b\"\n", "seed", "1");
    private static final Score FIRST = new Score(
            SkipSet.of(30, 5, 58, 7),
            List.of(1.0 / 3, Math.PI, Double.MIN_VALUE),
            0.1 + 0.2,
            2,
            Math.E,
            Math.nextUp(1.0));
    private static final Score SECOND = Reports.score(0.7, 2);

    private Path file;

    @BeforeEach
    void setUp(@TempDir Path folder) {
        file = folder.resolve("search.jsonl");
    }

    @Test
    void should_go_on_with_every_number_as_it_was() {
        write();

        try (SearchJournal journal = SearchJournal.open(file, FINGERPRINT)) {
            assertThat(journal.costs()).contains(Reports.COSTS);
            assertThat(journal.scores().values()).containsExactly(FIRST, SECOND);
            assertThat(journal.scores().keySet()).containsExactly(FIRST.set(), SECOND.set());
            journal.add(Reports.score(0.9, 4));
            journal.add(Reports.score(0.1, 2));
        }

        try (SearchJournal journal = SearchJournal.open(file, FINGERPRINT)) {
            assertThat(journal.scores().values()).containsExactly(FIRST, SECOND, Reports.score(0.9, 4));
        }
    }

    @Test
    void should_have_each_score_on_file_at_once() throws IOException {
        try (SearchJournal journal = SearchJournal.open(file, FINGERPRINT)) {
            assertThat(journal.costs()).isEmpty();
            assertThatThrownBy(() -> journal.add(FIRST)).isInstanceOf(IllegalStateException.class);
            journal.writeCosts(Reports.COSTS);
            journal.add(FIRST);

            assertThat(Files.readAllLines(file)).hasSize(2);
            assertThatThrownBy(() -> journal.writeCosts(Reports.COSTS)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void should_survive_a_kill_after_any_byte() throws IOException {
        write();
        byte[] whole = Files.readAllBytes(file);
        String text = Files.readString(file);
        int header = text.indexOf('\n') + 1;
        int first = text.indexOf('\n', header) + 1;

        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (SearchJournal journal = SearchJournal.open(file, FINGERPRINT)) {
                List<Score> expected = length < first ? List.of() : List.of(FIRST);
                assertThat(journal.scores().values())
                        .as("after %d bytes", length)
                        .containsExactlyElementsOf(expected);
                assertThat(journal.costs().isPresent()).isEqualTo(length >= header);
                if (length >= header) {
                    journal.add(FIRST);
                    journal.add(SECOND);
                }
            }
            if (length >= header) {
                assertThat(Files.readAllBytes(file)).isEqualTo(whole);
            }
        }
    }

    @Test
    void should_drop_what_is_behind_a_damaged_line() throws IOException {
        write();
        Files.writeString(file, Files.readString(file).replace("\"speedUp\":0.7", "\"speedUp\":\0\0\0"));

        try (SearchJournal journal = SearchJournal.open(file, FINGERPRINT)) {
            assertThat(journal.scores().values()).containsExactly(FIRST);
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void should_keep_the_journal_of_another_search_aside() throws IOException {
        write();
        String before = Files.readString(file);

        try (SearchJournal journal = SearchJournal.open(file, Map.of("model", "a", "seed", "2"))) {
            assertThat(journal.costs()).isEmpty();
            assertThat(journal.scores()).isEmpty();
            journal.writeCosts(Reports.COSTS);
        }

        assertThat(file.resolveSibling("search.jsonl.old")).hasContent(before);
        assertThat(Files.readString(file)).contains("\"seed\":\"2\"").doesNotContain("speedUp");
    }

    @Test
    void should_begin_anew_when_told_to() throws IOException {
        write();
        String before = Files.readString(file);

        try (SearchJournal journal = SearchJournal.open(file, FINGERPRINT)) {
            journal.beginAnew();
            assertThat(journal.costs()).isEmpty();
            assertThat(journal.scores()).isEmpty();
            journal.writeCosts(Reports.COSTS);
            journal.add(SECOND);
        }

        assertThat(file.resolveSibling("search.jsonl.old")).hasContent(before);
        try (SearchJournal journal = SearchJournal.open(file, FINGERPRINT)) {
            assertThat(journal.scores().values()).containsExactly(SECOND);
        }
    }

    @Test
    void should_not_touch_a_file_that_is_no_journal() throws IOException {
        for (String content : List.of("dear diary", "{\"a\": 1}\n{}\n", "{\n")) {
            Files.writeString(file, content);

            assertThatThrownBy(() -> SearchJournal.open(file, FINGERPRINT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the file is no journal of a search: " + file);
            assertThat(file).hasContent(content);
        }
    }

    @Test
    void should_belong_to_one_search_at_a_time() {
        try (SearchJournal journal = SearchJournal.open(file, FINGERPRINT)) {
            journal.writeCosts(Reports.COSTS);
            assertThatThrownBy(() -> SearchJournal.open(file, FINGERPRINT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("another search is running with the journal " + file
                            + ": wait for it, or use another journal");
            journal.add(FIRST);
        }
        try (SearchJournal journal = SearchJournal.open(file, FINGERPRINT)) {
            assertThat(journal.scores()).hasSize(1);
        }
    }

    @Test
    void should_say_that_there_is_no_folder() {
        Path missing = file.resolveSibling("no").resolve("j.jsonl");

        assertThatThrownBy(() -> SearchJournal.open(missing, FINGERPRINT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the journal of the search cannot be used: " + missing)
                .hasMessageContaining("NoSuchFile");
    }

    private void write() {
        try (SearchJournal journal = SearchJournal.open(file, FINGERPRINT)) {
            journal.writeCosts(Reports.COSTS);
            journal.add(FIRST);
            journal.add(SECOND);
        }
    }
}
