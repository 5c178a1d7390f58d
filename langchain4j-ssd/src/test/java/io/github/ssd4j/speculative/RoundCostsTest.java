package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

class RoundCostsTest {

    private static RoundCosts flat(double draft) {
        double[] verify = new double[17];
        Arrays.fill(verify, 1);
        return new RoundCosts(draft, verify);
    }

    @ParameterizedTest
    @CsvSource({
        // K = 5: (1 - 0.9^6) / 0.1 = 4.68559 tokens in 2.5 steps
        "0.9, 0.3, 1.874236",
        // K = 1: 1.6 tokens in 1.3 steps
        "0.6, 0.3, 1.230769",
        // K = 3: 1 + 0.8 + 0.64 + 0.512 = 2.952 tokens in 1.9 steps
        "0.8, 0.3, 1.553684",
        // a < c: none pays
        "0.6, 0.8, 1",
        "0, 0.02, 1",
    })
    void bestSpeedUp_should_be_that_of_the_best_number_of_drafts(double acceptance, double draft, double speedUp) {
        assertThat(flat(draft).bestSpeedUp(acceptance)).isCloseTo(speedUp, within(1e-6));
    }

    /** Best S and its K with free verification, K up to 16; rounded to the last digit, some by up to 3 %. */
    @ParameterizedTest
    @CsvSource({
        "0.95, 8.8 16, 4.5 15, 2.9 10, 2.2 8, 1.8 6, 1.5 5, 1.3 4",
        "0.90, 6.3 16, 3.4 10, 2.4 7, 1.9 5, 1.6 4, 1.4 3, 1.2 2",
        "0.80, 3.8 11, 2.5 6, 1.9 4, 1.55 3, 1.36 2, 1.24 2, 1.12 1",
        "0.60, 2.2 6, 1.7 3, 1.4 2, 1.2 1, 1.1 1, 1.05 1, 1.0 1",
    })
    void speedUp_should_be_that_of_the_table_of_the_design_note(ArgumentsAccessor row) {
        double[] drafts = {0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6};
        double acceptance = row.getDouble(0);
        for (int i = 0; i < drafts.length; i++) {
            String cell = row.getString(i + 1);
            int gap = cell.indexOf(' ');
            int k = Integer.parseInt(cell.substring(gap + 1));
            RoundCosts costs = flat(drafts[i]);

            double speedUp = costs.speedUp(RoundCosts.tokensPerRound(Collections.nCopies(k, acceptance)), k);

            BigDecimal expected = new BigDecimal(cell.substring(0, gap));
            double lastDigit = Math.pow(10, -expected.scale());
            assertThat(speedUp)
                    .isCloseTo(expected.doubleValue(), within(Math.max(lastDigit / 2, 0.03 * expected.doubleValue())));
            assertThat(costs.bestSpeedUp(acceptance)).isCloseTo(speedUp, withinPercentage(1));
        }
    }

    @Test
    void tokensPerRound_should_count_the_full_models_token_and_each_draft_that_is_reached() {
        assertThat(RoundCosts.tokensPerRound(List.of(0.9, 0.8, 0.5))).isCloseTo(1 + 0.9 + 0.72 + 0.36, within(1e-12));
    }

    @Test
    void roundTime_should_be_the_drafts_and_their_verification() {
        RoundCosts costs = new RoundCosts(0.5, 1, 1.1, 1.3);

        assertThat(costs.roundTime(0)).isEqualTo(1);
        assertThat(costs.roundTime(2)).isCloseTo(2.3, within(1e-12));
        assertThat(costs.maxDraftTokens()).isEqualTo(2);
    }

    @Test
    void bestSpeedUp_should_be_1_if_each_verified_token_costs_a_step() {
        assertThat(new RoundCosts(0.02, new double[] {1, 2, 3, 4}).bestSpeedUp(0.95))
                .isEqualTo(1);
    }

    @Test
    void should_stop_at_the_best_number_of_drafts() {
        // given: S * c = 1.874236 * 0.3 = 0.562
        RoundCosts costs = flat(0.3);
        double speedUp = costs.bestSpeedUp(0.9);

        // then: 0.9^5 = 0.590, 0.9^6 = 0.531
        assertThat(costs.pays(Math.pow(0.9, 4), 0.9, speedUp, 4)).isTrue();
        assertThat(costs.pays(Math.pow(0.9, 5), 0.9, speedUp, 5)).isFalse();
    }

    @Test
    void should_stop_after_an_uncertain_draft() {
        RoundCosts costs = flat(0.3);

        // 0.7 * 0.9 = 0.63 and 0.6 * 0.9 = 0.54, against 0.562
        assertThat(costs.pays(0.7, 0.9, 1.874236, 1)).isTrue();
        assertThat(costs.pays(0.6, 0.9, 1.874236, 1)).isFalse();
    }

    @Test
    void should_stop_before_a_draft_that_is_dear_to_verify() {
        // 0.9 * 0.9 = 0.81 for 0.3 + 0.5 or, with a speed-up of 1.1, for 0.88
        RoundCosts costs = new RoundCosts(0.3, new double[] {1, 1, 1.5});

        assertThat(costs.pays(0.9, 0.9, 1, 1)).isTrue();
        assertThat(costs.pays(0.9, 0.9, 1.1, 1)).isFalse();
    }

    @Test
    void should_look_past_a_draft_that_does_not_pay_alone() {
        // One more: 0.9 tokens in 0.1 + 0.9 steps. Two more: 1.71 tokens in 1.1 steps.
        RoundCosts costs = new RoundCosts(0.1, new double[] {1, 1.9, 1.9});

        assertThat(costs.pays(1, 0.9, 1.2, 0)).isTrue();
        assertThat(new RoundCosts(0.1, new double[] {1, 1.9}).pays(1, 0.9, 1.2, 0))
                .isFalse();
    }

    @Test
    void should_not_go_past_the_most_drafts_allowed() {
        assertThat(new RoundCosts(0, new double[] {1, 1}).pays(1, 1, 1, 1)).isFalse();
    }
}
