package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The numbers were computed by hand: the logits are logarithms of small whole numbers. */
class SamplingOracleTest {

    private static final int[] NO_TOKENS = {};

    @Test
    void should_be_the_softmax_if_all_is_off() {
        assertDistribution(logs(1, 2, 5), temperature(1), 0.125, 0.25, 0.625);
    }

    @Test
    void should_square_the_odds_at_temperature_one_half() {
        assertDistribution(logs(1, 2, 5), temperature(0.5), 1 / 30.0, 4 / 30.0, 25 / 30.0);
    }

    @Test
    void should_put_all_on_the_first_of_the_largest_if_greedy() {
        assertDistribution(logs(1, 5, 5), SamplingOptions.GREEDY, 0, 1, 0);
    }

    @Test
    void top_k_should_keep_the_k_most_probable_and_their_equals() {
        assertDistribution(logs(1, 2, 4, 1), builder().topK(2).build(), 0, 2 / 6.0, 4 / 6.0, 0);
        assertDistribution(logs(1, 2, 4, 2), builder().topK(2).build(), 0, 0.25, 0.5, 0.25);
        assertDistribution(logs(1, 2, 5), builder().topK(3).build(), 0.125, 0.25, 0.625);
    }

    @Test
    void top_p_should_keep_tokens_until_their_sum_is_reached() {
        // 1/8, 2/8, 5/8: the most probable two have 7/8
        assertDistribution(logs(1, 2, 5), builder().topP(0.5).build(), 0, 0, 1);
        assertDistribution(logs(1, 2, 5), builder().topP(0.7).build(), 0, 2 / 7.0, 5 / 7.0);
        assertDistribution(logs(1, 2, 5), builder().topP(0.9).build(), 0.125, 0.25, 0.625);
    }

    @Test
    void top_p_should_treat_equals_alike() {
        assertDistribution(logs(2, 2, 4), builder().topP(0.6).build(), 0.25, 0.25, 0.5);
    }

    @Test
    void top_p_should_look_at_what_top_k_left() {
        // of 1/8, 2/8, 5/8 top-k leaves 2/7, 5/7; 5/7 = 0.714 reaches 0.7 alone, where 5/8 would not
        assertDistribution(logs(1, 2, 5), builder().topK(2).topP(0.7).build(), 0, 0, 1);
    }

    @Test
    void min_p_should_be_relative_to_the_most_probable() {
        assertDistribution(logs(1, 2, 5), builder().minP(0.3).build(), 0, 2 / 7.0, 5 / 7.0);
        assertDistribution(logs(1, 2, 5), builder().minP(0.5).build(), 0, 0, 1);
    }

    @Test
    void repetition_penalty_should_divide_positive_and_multiply_negative_logits_once() {
        SamplingOptions options = builder().repetitionPenalty(2).build();

        double[] penalised =
                SamplingOracle.penalise(new float[] {3, -3, 3, 3}, options, new int[] {0, 0, 1}, new int[] {2, 2});

        assertThat(penalised).containsExactly(1.5, -6, 1.5, 3);
    }

    @Test
    void frequency_and_presence_penalty_should_look_at_the_answer_only() {
        SamplingOptions options =
                builder().frequencyPenalty(0.5).presencePenalty(0.25).build();

        double[] penalised =
                SamplingOracle.penalise(new float[] {3, 3, 3}, options, new int[] {0, 1}, new int[] {1, 1, 2});

        assertThat(penalised).containsExactly(3, 1.75, 2.25);
    }

    @Test
    void penalties_should_come_before_the_greedy_choice() {
        SamplingOptions options = SamplingOptions.builder().presencePenalty(1).build();

        double[] probabilities =
                SamplingOracle.distribution(new float[] {2, 1.5f, 0}, options, NO_TOKENS, new int[] {0});

        assertThat(probabilities).containsExactly(0, 1, 0);
    }

    @Test
    void should_choose_the_only_token_that_has_a_probability() {
        for (int position = 0; position < 1000; position++) {
            assertThat(SamplingOracle.choice(new double[] {0, 1, 0}, 5, position))
                    .isEqualTo(1);
        }
    }

    @Test
    void should_choose_by_the_sum_of_log_probability_and_noise() {
        double first = SamplingOracle.noise(3, 8, 0);
        double second = SamplingOracle.noise(3, 8, 1);
        // odds at which both tokens score alike
        double odds = Math.exp(second - first);

        assertThat(SamplingOracle.choice(normalised(1.01 * odds, 1), 3, 8)).isZero();
        assertThat(SamplingOracle.choice(normalised(0.99 * odds, 1), 3, 8)).isEqualTo(1);
        assertThat(SamplingOracle.lead(normalised(Math.exp(0.5) * odds, 1), 3, 8))
                .isCloseTo(0.5, within(1e-12));
    }

    private static double[] normalised(double a, double b) {
        return new double[] {a / (a + b), b / (a + b)};
    }

    private static SamplingOptions.Builder builder() {
        return SamplingOptions.builder().temperature(1);
    }

    private static SamplingOptions temperature(double temperature) {
        return SamplingOptions.builder().temperature(temperature).build();
    }

    private static float[] logs(int... weights) {
        float[] logits = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            logits[i] = (float) Math.log(weights[i]);
        }
        return logits;
    }

    private static void assertDistribution(float[] logits, SamplingOptions options, double... expected) {
        assertThat(SamplingOracle.distribution(logits, options, NO_TOKENS, NO_TOKENS))
                .containsExactly(expected, within(1e-6));
    }
}
