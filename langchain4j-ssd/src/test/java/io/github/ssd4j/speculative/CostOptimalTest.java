package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.decoder.DraftToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole courses of rounds on {@link SimulatedModel}, where the best that can be reached is known. */
class CostOptimalTest {

    private static SimulatedModel model(int maxDraftTokens, double draftCost, double acceptance) {
        return new SimulatedModel(DraftPolicy.costOptimal(maxDraftTokens), draftCost, acceptance);
    }

    /** By the formula, over 1 to 16 drafts, with v = 1. */
    private static double bestSpeedUp(double draftCost, double acceptance) {
        double best = 1;
        for (int k = 1; k <= 16; k++) {
            double tokens = (1 - Math.pow(acceptance, k + 1)) / (1 - acceptance);
            best = Math.max(best, tokens / (k * draftCost + 1));
        }
        return best;
    }

    @Test
    void should_measure_a_plain_round_and_two_probes_before_it_decides() {
        DraftPolicy.State state = DraftPolicy.costOptimal(8).newState();

        assertThat(state.maxDraftTokens()).isZero();
        state.recordTimes(0, 0, 1000);
        for (int probe = 0; probe < 2; probe++) {
            assertThat(state.maxDraftTokens()).isEqualTo(2);
            assertThat(state.continueAfter(new DraftToken(1, 0.01f), 1))
                    .as("a probe goes on whatever the confidence")
                    .isTrue();
            state.continueAfter(new DraftToken(1, 0.99f), 2);
            state.recordTimes(2, 200, 1000);
            state.update(2, 2);
        }
        assertThat(state.maxDraftTokens())
                .as("a plain round, not to depend on the first alone")
                .isZero();
        state.recordTimes(0, 0, 1000);
        assertThat(state.maxDraftTokens()).isEqualTo(8);
    }

    @Test
    void should_draft_the_best_number_where_drafting_pays() {
        SimulatedModel model = model(16, 0.3, 0.9).run(300);
        model.resetCounts();

        model.run(1000);

        // Best are 5 (1.874), but 4 and 6 are nearly so (1.861, 1.863).
        assertThat((double) model.draftedTokens / model.roundsWithDrafts).isBetween(4.0, 6.0);
        assertThat(model.roundsWithDrafts).isGreaterThan(970);
    }

    @Test
    void should_decode_plainly_but_for_probes_where_no_number_pays() {
        SimulatedModel model = model(8, 0.8, 0.6).run(1000);

        assertThat(model.time).isLessThan(1.02 * model.tokens);
        assertThat(model.draftedTokens).isBetween(6, 40);
    }

    @Test
    void should_decode_plainly_where_each_verified_token_costs_a_step() {
        SimulatedModel model = model(8, 0.1, 0.9);
        model.verifyCost = drafted -> 1 + drafted;

        model.run(1000);

        assertThat(model.time).isLessThan(1.02 * model.tokens);
        assertThat(model.draftedTokens).isBetween(6, 40);
    }

    @Test
    void should_stay_within_two_percent_of_plain_decoding_whatever_drafting_costs() {
        for (double draftCost : new double[] {0.05, 0.3, 0.5, 0.7, 0.9, 1}) {
            for (double acceptance : new double[] {0, 0.2, 0.5, 0.8, 0.95}) {
                for (double slope : new double[] {0, 0.1, 0.5}) {
                    SimulatedModel model = model(8, draftCost, acceptance);
                    model.verifyCost = drafted -> 1 + slope * drafted;

                    model.run(1000);

                    assertThat(model.speedUp())
                            .as("c = %s, a = %s, v(k) = 1 + %s k", draftCost, acceptance, slope)
                            .isGreaterThan(0.98);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.95, 0.02",
        "0.95, 0.1",
        "0.95, 0.3",
        "0.95, 0.6",
        "0.9, 0.02",
        "0.9, 0.2",
        "0.9, 0.3",
        "0.9, 0.5",
        "0.8, 0.1",
        "0.8, 0.3",
        "0.8, 0.5",
        "0.6, 0.02",
        "0.6, 0.1",
        "0.6, 0.3",
        "0.6, 0.5",
    })
    void should_come_near_the_best_speed_up_of_the_formula(double acceptance, double draftCost) {
        SimulatedModel model = model(16, draftCost, acceptance).run(2000);

        assertThat(model.speedUp()).isGreaterThan(0.93 * bestSpeedUp(draftCost, acceptance));
    }

    @Test
    void should_beat_every_fixed_number_where_confidences_vary() {
        // given: half of the tokens are easy
        Random easy = new Random(3);
        DoubleSupplier confidence = () -> easy.nextBoolean() ? 0.98 : 0.4;
        double best = 0;
        for (int k = 1; k <= 8; k++) {
            SimulatedModel fixed = new SimulatedModel(DraftPolicy.fixed(k), 0.2, 0);
            fixed.confidence = confidence;
            best = Math.max(best, fixed.run(4000).speedUp());
        }

        // when
        SimulatedModel model = model(8, 0.2, 0);
        model.confidence = confidence;
        model.run(4000);

        // then
        assertThat(model.speedUp()).isGreaterThan(1.03 * best);
    }

    @Test
    void should_learn_that_confidences_are_no_guide() {
        // given: always sure, seldom right
        SimulatedModel model = model(8, 0.4, 0.95);
        model.acceptance = confidence -> 0.1;

        // when
        model.run(1000);

        // then
        assertThat(model.time).isLessThan(1.02 * model.tokens);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3})
    void should_adapt_within_tens_of_tokens(double draftCost) {
        // given
        SimulatedModel model = model(8, draftCost, 0.3).run(100);
        List<Double> speedUps = new ArrayList<>();

        // when
        model.confidence = () -> 0.95;
        for (int i = 0; i < 2; i++) {
            model.resetCounts();
            while (model.tokens < 80) {
                model.run(1);
            }
            speedUps.add(model.speedUp());
        }

        // then
        assertThat(speedUps.get(1)).isGreaterThan(0.8 * bestSpeedUp(draftCost, 0.95));
    }

    @Test
    void should_not_be_upset_by_outliers() {
        SimulatedModel calm = model(8, 0.3, 0.9).run(2000);
        SimulatedModel noisy = model(8, 0.3, 0.9);
        noisy.noise = () ->
                noisy.random().nextInt(10) == 0 ? 50 : 1 + 0.05 * noisy.random().nextGaussian();

        noisy.run(2000);

        assertThat(noisy.speedUp()).isGreaterThan(0.95 * calm.speedUp());
    }

    @Test
    void should_not_take_noise_for_gain() {
        SimulatedModel model = model(8, 0.8, 0.6);
        model.noise = () -> Math.exp(0.2 * model.random().nextGaussian());

        model.run(2000);

        assertThat(model.time).isLessThan(1.02 * model.tokens);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void should_draft_no_more_than_allowed(int maxDraftTokens) {
        SimulatedModel model = model(maxDraftTokens, 0.01, 0.99);
        for (int round = 0; round < 300; round++) {
            int before = model.draftedTokens;
            model.run(1);
            assertThat(model.draftedTokens - before).isLessThanOrEqualTo(maxDraftTokens);
        }
        assertThat(model.draftsPerRound()).isGreaterThan(0.9 * maxDraftTokens);
    }
}
