package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.speculative.AdaptiveThreshold.Estimate;
import org.junit.jupiter.api.Test;

class AdaptiveThresholdTest {

    // Moves half of a step of 0.1, so by 0.05, aims at 0.75, and lets m follow the acceptance at once.
    private static final AdaptiveThreshold QUICK = new AdaptiveThreshold(4, 0.5, 1, 0, 0.75, 0.1, 0.5);

    @Test
    void should_rise_below_the_target() {
        Estimate estimate = QUICK.update(QUICK.start(), 4, 2);

        assertThat(estimate.threshold()).isCloseTo(0.55, within(1e-12));
    }

    @Test
    void should_fall_at_the_target_if_the_draft_ended_early() {
        Estimate estimate = QUICK.update(QUICK.start(), 2, 2);

        assertThat(estimate.threshold()).isCloseTo(0.45, within(1e-12));
    }

    @Test
    void should_stay_at_the_target_if_the_draft_ran_to_its_full_length() {
        Estimate estimate = QUICK.update(QUICK.start(), 4, 3);

        assertThat(estimate.threshold()).isEqualTo(0.5);
    }

    @Test
    void should_rise_below_the_target_even_if_the_draft_ran_to_its_full_length() {
        Estimate estimate = QUICK.update(QUICK.start(), 4, 0);

        assertThat(estimate.threshold()).isCloseTo(0.55, within(1e-12));
    }

    @Test
    void should_smooth_the_acceptance_and_correct_its_start_at_0() {
        // given: b1 = 0.5, target 0.8
        AdaptiveThreshold policy = new AdaptiveThreshold(4, 0.5, 1, 0.5, 0.8, 0.1, 0.5);

        // when: rates 1, 1/2, 1
        Estimate first = policy.update(policy.start(), 2, 2);
        Estimate second = policy.update(first, 2, 1);
        Estimate third = policy.update(second, 2, 2);

        // then: m = 0.5, corrected 0.5 / (1 - 0.5) = 1: falls (uncorrected it would rise)
        assertThat(first.smoothedAcceptance()).isEqualTo(0.5);
        assertThat(first.threshold()).isCloseTo(0.45, within(1e-12));
        // m = 0.25 + 0.25 = 0.5, corrected 0.5 / 0.75 = 0.667: rises
        assertThat(second.smoothedAcceptance()).isEqualTo(0.5);
        assertThat(second.threshold()).isCloseTo(0.50, within(1e-12));
        // m = 0.25 + 0.5 = 0.75, corrected 0.75 / 0.875 = 0.857: falls (uncorrected it would rise)
        assertThat(third.smoothedAcceptance()).isEqualTo(0.75);
        assertThat(third.threshold()).isCloseTo(0.45, within(1e-12));
    }

    @Test
    void should_stay_between_0_and_1() {
        Estimate high = new Estimate(0.98, 0, 0);
        Estimate low = new Estimate(0.02, 0, 0);

        assertThat(QUICK.update(high, 4, 0).threshold()).isEqualTo(1);
        assertThat(QUICK.update(low, 2, 2).threshold()).isZero();
    }

    @Test
    void should_move_by_a_thousandth_a_round_with_the_defaults_of_the_paper() {
        AdaptiveThreshold policy = AdaptiveThreshold.withMaxDraftTokens(8);

        assertThat(policy).isEqualTo(new AdaptiveThreshold(8, 0.8, 1, 0.5, 0.9, 0.01, 0.9));
        assertThat(policy.update(policy.start(), 8, 0).threshold()).isCloseTo(0.801, within(1e-12));
        assertThat(policy.update(policy.start(), 7, 7).threshold()).isCloseTo(0.799, within(1e-12));
    }

    @Test
    void should_reject_values_out_of_range() {
        assertThatThrownBy(() -> new AdaptiveThreshold(4, 0.5, 0, 0.5, 0.9, 0.01, 0.9))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("updateInterval must be greater than zero, but is: 0");
        assertThatThrownBy(() -> new AdaptiveThreshold(4, 0.5, 1, 1, 0.9, 0.01, 0.9))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("acceptanceSmoothing must be at least 0 and less than 1, but is: 1.0");
        assertThatThrownBy(() -> new AdaptiveThreshold(4, 0.5, 1, 0.5, 0.9, -0.01, 0.9))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("thresholdStep must be between 0.0 and 1.0, but is: -0.01");
    }
}
