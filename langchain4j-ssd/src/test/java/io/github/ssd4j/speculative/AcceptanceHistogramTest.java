package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptanceHistogramTest {

    @Test
    void should_count_rounds_by_their_accepted_tokens() {
        AcceptanceHistogram histogram = AcceptanceHistogram.of(0, 3, 1, 0, 1);

        assertThat(histogram.rounds()).containsExactly(2, 2, 0, 1).isUnmodifiable();
        assertThat(histogram.totalRounds()).isEqualTo(5);
        assertThat(histogram.acceptedTokens()).isEqualTo(5);
    }

    @Test
    void should_be_empty_without_rounds() {
        assertThat(AcceptanceHistogram.of()).isEqualTo(AcceptanceHistogram.EMPTY);
        assertThat(AcceptanceHistogram.EMPTY.totalRounds()).isZero();
        assertThat(AcceptanceHistogram.EMPTY.acceptedTokens()).isZero();
    }

    @Test
    void should_reject_what_counts_nothing() {
        assertThatThrownBy(() -> AcceptanceHistogram.of(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("accepted must not be negative, but is: -1");
        assertThatThrownBy(() -> new AcceptanceHistogram(List.of(-1, 1)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("rounds must not be negative, but are: [-1, 1]");
        assertThatThrownBy(() -> new AcceptanceHistogram(List.of(1, 0)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("the last entry of rounds must not be 0, but rounds are: [1, 0]");
    }
}
