package io.github.ssd4j.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoggedProgressTest {

    private static final long SECOND = 1_000_000_000L;

    private final List<String> lines = new ArrayList<>();
    private long nanos = -SECOND;
    private final LoggedProgress progress = new LoggedProgress(lines::add, () -> nanos);

    @Test
    void should_write_a_line_every_five_seconds() {
        // when
        for (int second = 0; second < 12; second++) {
            progress.progress("model.safetensors", 10_000_000L * second, 1_000_000_000);
            nanos += SECOND;
        }

        // then
        assertThat(lines)
                .containsExactly(
                        "fetching model.safetensors, 1000.0 MB",
                        "fetching model.safetensors: 50.0 MB of 1000.0 MB, 10.0 MB/s, 1 min 35 s left",
                        "fetching model.safetensors: 100.0 MB of 1000.0 MB, 10.0 MB/s, 1 min 30 s left");
    }

    @Test
    void should_not_take_for_speed_what_was_here_before() {
        // when
        progress.progress("a.gguf", 30_000_000_000L, 100_000_000_000L);
        nanos += 10 * SECOND;
        progress.progress("a.gguf", 30_100_000_000L, 100_000_000_000L);
        nanos += 20 * SECOND;
        progress.progress("a.gguf", 100_000_000_000L, 100_000_000_000L);

        // then
        assertThat(lines)
                .containsExactly(
                        "fetching a.gguf, 100000.0 MB, of which some is here already",
                        "fetching a.gguf: 30100.0 MB of 100000.0 MB, 10.0 MB/s, 1 h 56 min left",
                        "fetched a.gguf (100000.0 MB in 30 s)");
    }

    @Test
    void should_begin_anew_with_each_file() {
        // when
        progress.progress("one", 0, 4_000_000);
        nanos += 4 * SECOND;
        progress.progress("two", 0, 4_000_000);
        nanos += 4 * SECOND;
        progress.progress("two", 2_000_000, 4_000_000);

        // then
        assertThat(lines).containsExactly("fetching one, 4.0 MB", "fetching two, 4.0 MB");
    }

    @Test
    void should_tell_what_arrives_of_an_unknown_size() {
        // when
        progress.progress("one", 1_000_000, 0);
        nanos += 5 * SECOND;
        progress.progress("one", 1_000_000, 0);

        // then
        assertThat(lines).containsExactly("fetching one: 1.0 MB, 0.0 MB/s");
    }

    @Test
    void should_say_nothing_of_small_files_and_pass_on_notes() {
        // when
        progress.progress("config.json", 600, 600);
        progress.note("a note");

        // then
        assertThat(lines).containsExactly("a note");
    }
}
