package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StepCostsTest {

    private static final Offset<Double> EXACT = within(1e-9);

    private final StepCosts costs = new StepCosts();

    @Test
    void should_start_from_what_is_usual() {
        assertThat(costs.verify(4)).startsWith(1, 1.08, 1.16, 1.24, 1.32);
        assertThat(costs.draft("skip", 0.7)).isEqualTo(0.7);
    }

    @Test
    void should_weigh_what_was_measured_with_the_line_through_all() {
        costs.addVerification(0, 1000);
        costs.addVerification(4, 9000);
        costs.addVerification(4, 1400);

        // slope (16 * 0.08 + 4 * 0.4) / (16 + 16) = 0.09; 4: (2 * 1.36 + 1.4) / 3
        assertThat(costs.verify(4)[1]).isCloseTo(1.09, EXACT);
        assertThat(costs.verify(4)[4]).isCloseTo(4.12 / 3, EXACT);
        assertThat(costs.verify(8)[8]).isCloseTo(1.72, EXACT);
    }

    @Test
    void should_learn_flat_and_steep_costs_within_a_few_rounds() {
        for (double slope : new double[] {0.005, 0.1, 0.4}) {
            StepCosts learnt = new StepCosts();
            learnt.addVerification(0, 100_000);
            for (int round = 0; round < 5; round++) {
                learnt.addVerification(3, (long) (100_000 * (1 + 3 * slope)));
                learnt.addVerification(8, (long) (100_000 * (1 + 8 * slope)));
            }
            assertThat(learnt.verify(8)[8])
                    .as("slope %s", slope)
                    .isCloseTo(1 + 8 * slope, within(0.25 * 8 * slope + 0.02));
        }
    }

    @Test
    void a_pause_of_the_machine_should_not_count() {
        costs.addVerification(0, 1000);
        for (int round = 0; round < 8; round++) {
            costs.addVerification(2, round == 3 ? 90_000 : 1200);
        }

        assertThat(costs.verify(2)[2]).isBetween(1.1, 1.2);
    }

    @Test
    void the_first_pass_of_a_length_should_not_count() {
        costs.addVerification(0, 1000);
        costs.addVerification(1, 50_000);

        assertThat(costs.verify(1)[1]).isEqualTo(1.08);
    }

    @Test
    void should_never_decrease() {
        costs.addVerification(0, 1000);
        for (int round = 0; round < 8; round++) {
            costs.addVerification(2, 1400);
            costs.addVerification(3, 1000);
        }

        double[] verify = costs.verify(16);

        assertThat(verify[0]).isEqualTo(1);
        for (int k = 1; k <= 16; k++) {
            assertThat(verify[k]).isGreaterThanOrEqualTo(verify[k - 1]);
        }
        assertThat(StepCosts.poolAdjacentViolators(new double[] {1, 4, 2, 5}, new double[] {1, 1, 3, 1}))
                .containsExactly(1, 2.5, 2.5, 5);
    }

    @Test
    void should_compare_with_plain_steps_of_the_same_request_only() {
        costs.addVerification(0, 1000);
        costs.startRequest();

        costs.addVerification(2, 9000);
        costs.addDraft("skip", 4000);

        assertThat(costs.verify(2)[2]).isEqualTo(1.16);
        assertThat(costs.draft("skip", 0.7)).isEqualTo(0.7);
        costs.addVerification(0, 8000);
        costs.addDraft("skip", 4000);
        assertThat(costs.draft("skip", 0.7)).isEqualTo(0.5);
    }

    @Test
    void a_pass_of_no_length_should_tell_nothing() {
        costs.addVerification(0, 0);

        assertThat(costs.knowsPlainStep()).isFalse();
    }
}
