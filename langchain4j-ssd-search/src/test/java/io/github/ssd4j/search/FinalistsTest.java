package io.github.ssd4j.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class FinalistsTest {

    private static Validation validation(int subLayer, double heldOut, double measured) {
        SkipSet set = SkipSet.of(5, subLayer);
        Score score = new Score(set, List.of(0.9), 0.5, 1, 1.9, 1.3);
        Score onHeldOut = new Score(set, List.of(0.9), 0.5, 1, 1.9, heldOut);
        return new Validation(score, onHeldOut, 0.5, measured, measured, 1.9, 8, 8, 70);
    }

    @Test
    void sets_that_differ_by_noise_should_be_ranked_by_what_is_predicted() {
        Validation lucky = validation(2, 1.21, 1.25);
        Validation good = validation(4, 1.26, 1.24);
        Validation slow = validation(6, 1.40, 1.20);

        assertThat(Finalists.ranked(List.of(lucky, good, slow))).containsExactly(good, lucky, slow);
        assertThat(Finalists.ranked(List.of(slow, lucky, good))).containsExactly(good, lucky, slow);
    }

    @Test
    void a_set_that_is_measured_much_faster_should_come_first_whatever_was_predicted() {
        Validation fast = validation(2, 1.1, 1.4);
        Validation slow = validation(4, 1.3, 1.2);

        assertThat(Finalists.ranked(List.of(slow, fast))).containsExactly(fast, slow);
        assertThat(Finalists.ranked(List.of())).isEmpty();
    }
}
