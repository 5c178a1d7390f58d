package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundTimesTest {

    private static final Offset<Double> ROUNDING = within(1e-12);

    private final RoundTimes times = new RoundTimes();

    @BeforeEach
    void measure_a_plain_round() {
        times.add(0, 0, 1000);
    }

    private void addThree(int drafted, long draftNanos, long verifyNanos) {
        for (int i = 0; i < 3; i++) {
            times.add(drafted, draftNanos, verifyNanos);
        }
    }

    @Test
    void should_give_times_in_plain_steps_and_a_draft_step_of_a_round_of_several() {
        times.add(2, 600, 1100);

        RoundCosts costs = times.costs(2);

        assertThat(costs.draft()).isEqualTo(0.3);
        assertThat(costs.verify()[0]).isEqualTo(1);
        assertThat(costs.verify()[2]).isEqualTo(1.1);
    }

    @Test
    void should_fill_what_was_not_measured_along_lines() {
        addThree(2, 600, 1200);
        addThree(4, 600, 1300);

        assertThat(times.costs(8).verify())
                // Between its neighbours; after the last one by (1.3 - 1) / 4 a draft.
                .containsExactly(new double[] {1, 1.1, 1.2, 1.25, 1.3, 1.375, 1.45, 1.525, 1.6}, ROUNDING);
    }

    @Test
    void should_not_let_more_drafts_take_less_time() {
        addThree(1, 300, 1400);
        addThree(2, 600, 1100);
        addThree(2, 600, 1100);
        addThree(3, 900, 1500);

        // (3 * 1.4 + 6 * 1.1) / 9
        assertThat(times.costs(3).verify()).containsExactly(new double[] {1, 1.2, 1.2, 1.5}, ROUNDING);
    }

    @Test
    void should_take_verifying_as_long_as_a_plain_step_at_least() {
        times.add(1, 300, 800);

        // Both are (1000 + 800) / 2 ns.
        assertThat(times.costs(2).verify()).containsExactly(1, 1, 1);
        assertThat(times.costs(2).draft()).isCloseTo(300 / 900.0, ROUNDING);
    }

    @Test
    void should_ignore_outliers() {
        for (int round = 0; round < 20; round++) {
            boolean pause = round % 3 == 0;
            times.add(0, 0, pause ? 900_000 : 1000);
            times.add(1, pause ? 900_000 : 300, pause ? 800_000 : 1200);
        }

        RoundCosts costs = times.costs(1);

        assertThat(costs.draft()).isEqualTo(0.3);
        assertThat(costs.verify()).containsExactly(1, 1.2);
    }

    @Test
    void should_believe_the_faster_of_two_measurements() {
        times.add(1, 9000, 70_000);
        times.add(1, 300, 1200);

        RoundCosts costs = times.costs(1);

        assertThat(costs.draft()).isEqualTo(0.3);
        assertThat(costs.verify()[1]).isEqualTo(1.2);
    }

    @Test
    void should_follow_a_change_within_6_rounds() {
        for (int round = 0; round < 20; round++) {
            times.add(1, 300, 1200);
        }
        for (int round = 0; round < 6; round++) {
            times.add(1, 600, 1500);
        }

        assertThat(times.costs(1).draft()).isEqualTo(0.6);
        assertThat(times.costs(1).verify()[1]).isEqualTo(1.5);
    }

    @Test
    void should_not_believe_what_was_measured_seldom_or_long_ago() {
        addThree(2, 600, 1200);
        times.add(3, 900, 90_000);
        times.add(3, 900, 90_000);
        assertThat(times.costs(3).verify()[3]).isEqualTo(1.3);

        times.add(3, 900, 90_000);
        assertThat(times.costs(3).verify()[3]).isEqualTo(90);

        for (int round = 0; round < 255; round++) {
            times.add(2, 600, 1200);
        }
        assertThat(times.costs(3).verify()[3]).isEqualTo(90);
        times.add(2, 600, 1200);
        times.add(2, 600, 1200);
        assertThat(times.costs(3).verify()[3]).isEqualTo(1.3);
    }

    @Test
    void should_leave_out_verifications_that_the_clock_did_not_see() {
        RoundTimes coarse = new RoundTimes();

        coarse.add(0, 0, 0);
        assertThat(coarse.knowPlainSteps()).isFalse();

        coarse.add(0, 0, 1000);
        coarse.add(1, 0, 0);
        assertThat(coarse.knowPlainSteps()).isTrue();
        assertThat(coarse.draftMeasurements()).isEqualTo(1);
        assertThat(coarse.costs(2).draft()).isZero();
        assertThat(coarse.costs(2).verify()).containsExactly(1, 1, 1);
    }
}
