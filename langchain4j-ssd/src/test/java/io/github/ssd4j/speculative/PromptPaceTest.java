package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptPaceTest {

    private static final int MS = 1_000_000;

    private final PromptPace pace = new PromptPace(256, 64, true);

    @Test
    void should_read_as_much_as_it_can_where_nobody_waits() {
        assertThat(pace.rows(0)).isEqualTo(256);
    }

    @Test
    void should_read_one_block_before_it_knows_the_times() {
        assertThat(pace.rows(3)).isEqualTo(64);
    }

    @Test
    void should_keep_passes_within_their_number_of_steps() {
        // given: steps of 40 ms, and 100 ms for 256 tokens of a prompt beside them
        pace.add(0, 40L * MS);
        pace.add(256, 140L * MS);

        // then: 2 steps, 80 ms, are 204 tokens
        assertThat(pace.rows(7)).isEqualTo(3 * 64);

        // and of 300 ms for 256 tokens 80 ms are 68
        for (int i = 0; i < 9; i++) {
            pace.add(256, 340L * MS);
        }
        assertThat(pace.rows(7)).isEqualTo(64);
    }

    @Test
    void should_read_a_block_however_long_it_takes() {
        pace.add(0, 40L * MS);
        pace.add(64, 4_000L * MS);

        assertThat(pace.rows(7)).isEqualTo(64);
    }

    @Test
    void should_never_change_the_pieces_where_bits_depend_on_them() {
        PromptPace apart = new PromptPace(128, 64, false);
        apart.add(0, 40L * MS);
        apart.add(128, 4_000L * MS);

        assertThat(apart.rows(0)).isEqualTo(128);
        assertThat(apart.rest(128, 40))
                .as("another prompt would be cut elsewhere")
                .isZero();
        assertThat(pace.rest(128, 40)).isEqualTo(88);
        assertThat(apart.rows(7)).isEqualTo(128);
    }
}
