package io.github.ssd4j.measurement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter err = new StringWriter();

    @Test
    void terminal_should_write_a_line_over_and_keep_the_last() {
        Progress progress = progress(true, 80);

        progress.show(1, 2, "pass 1 of 2, wait");
        progress.show(2, 2, "pass 2 of 2");
        progress.say("done");

        assertThat(err.toString()).isEqualTo("\rpass 1 of 2, wait\rpass 2 of 2      \ndone\n");
    }

    @Test
    void terminal_should_take_the_line_away_before_something_is_said() {
        Progress progress = progress(true, 80);

        progress.status(1, 9, "12345");
        progress.say("stays");
        progress.clear();

        assertThat(err.toString()).isEqualTo("\r12345\r       \rstays\n");
    }

    @Test
    void terminal_should_cut_a_line_that_would_wrap() {
        Progress progress = progress(true, 10);

        progress.status(1, 9, "1234567890");
        progress.clear();

        assertThat(err.toString()).isEqualTo("\r123456789\r         \r");
    }

    @Test
    void log_should_have_a_line_for_each_tenth() {
        Progress progress = progress(false, 80);

        for (int done = 1; done <= 100; done++) {
            progress.show(done, 100, "pass " + done);
        }
        progress.show(1, 2, "next 1");

        assertThat(err.toString()).startsWith("pass 1\npass 10\npass 20\n").endsWith("pass 90\npass 100\nnext 1\n");
        assertThat(err.toString()).hasLineCount(12);
    }

    @Test
    void log_should_not_leave_out_what_is_new() {
        Progress progress = progress(false, 80);

        progress.status(1, 100, "a");
        progress.status(2, 100, "b");
        progress.begin();
        progress.status(3, 100, "c");

        assertThat(err.toString()).isEqualTo("a\nc\n");
    }

    @Test
    void should_count_what_was_written() {
        LongConsumer written = progress(false, 80).writing(2000);

        written.accept(500);
        written.accept(1500);

        assertThat(err.toString()).isEqualTo("written 500 B of 2.00 kB\nwritten 2.00 kB of 2.00 kB\n");
    }

    private Progress progress(boolean terminal, int columns) {
        return new Progress(new PrintWriter(err), terminal, columns);
    }
}
