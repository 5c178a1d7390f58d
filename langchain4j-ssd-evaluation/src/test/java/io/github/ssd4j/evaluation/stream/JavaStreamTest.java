package io.github.ssd4j.evaluation.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class JavaStreamTest {

    private static final long MEBIBYTE = 1 << 20;

    @Test
    void should_read_every_element_with_any_number_of_threads() {
        // measure() checks the sum of all elements itself: a chunk left out or read twice fails here
        for (int threads : new int[] {1, 2, 3, 5}) {
            try (JavaStream stream = new JavaStream(4 * MEBIBYTE, threads)) {
                assertThat(stream.measure()).isPositive().isFinite();
            }
        }
    }

    @Test
    void should_say_how_it_reads() {
        try (JavaStream one = new JavaStream(MEBIBYTE, 1);
                JavaStream two = new JavaStream(MEBIBYTE, 2)) {
            assertThat(one.name()).isEqualTo("Java, 1 thread");
            assertThat(two.name()).isEqualTo("Java, 2 threads");
        }
    }

    @Test
    void should_not_read_any_more_after_close() {
        JavaStream stream = new JavaStream(MEBIBYTE, 1);

        stream.close();

        assertThatThrownBy(stream::measure).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void should_refuse_a_block_or_a_team_that_is_too_small() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JavaStream(1000, 1))
                .withMessage("bytes must be at least 1048576, but is: 1000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JavaStream(MEBIBYTE, 0))
                .withMessage("threads must be at least 1, but is: 0");
    }
}
