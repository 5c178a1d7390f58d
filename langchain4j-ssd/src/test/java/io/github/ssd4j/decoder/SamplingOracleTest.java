package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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
    void should_accept_with_the_ratio_of_the_probabilities() {
        // 0.2 / 0.5 = 0.4
        assertThat(SamplingOracle.accepts(0.2, 0.5, 0.39)).isTrue();
        assertThat(SamplingOracle.accepts(0.2, 0.5, 0.41)).isFalse();
        assertThat(SamplingOracle.accepts(0.5, 0.2, 0.999)).isTrue();
        assertThat(SamplingOracle.accepts(0, 0.5, 0)).isFalse();
    }

    @Test
    void residual_should_be_what_the_draft_lacks() {
        double[] residual = SamplingOracle.residual(new double[] {0.5, 0.3, 0.2}, new double[] {0.2, 0.6, 0.2});

        assertThat(residual).containsExactly(1, 0, 0);

        residual = SamplingOracle.residual(new double[] {0.5, 0.4, 0.1}, new double[] {0.2, 0.3, 0.5});

        assertThat(residual).containsExactly(new double[] {0.75, 0.25, 0}, within(1e-12));
    }

    @Test
    void inverse_cdf_should_never_give_an_impossible_token() {
        double[] probabilities = {0, 0.25, 0, 0.75, 0};

        assertThat(SamplingOracle.inverseCdf(probabilities, 0)).isEqualTo(1);
        assertThat(SamplingOracle.inverseCdf(probabilities, 0.249)).isEqualTo(1);
        assertThat(SamplingOracle.inverseCdf(probabilities, 0.25)).isEqualTo(3);
        assertThat(SamplingOracle.inverseCdf(probabilities, Math.nextDown(1.0))).isEqualTo(3);
    }

    @Test
    void verify_should_keep_drafts_up_to_the_first_rejection() {
        // given
        List<double[]> targets = List.of(new double[] {0.5, 0.5}, new double[] {0.2, 0.8}, new double[] {0.9, 0.1});
        List<double[]> drafts = List.of(new double[] {0.5, 0.5}, new double[] {1, 0});
        int[] tokens = {1, 0};

        // when
        Verdict all = SamplingOracle.verify(targets, drafts, tokens, new double[] {0.9, 0.1}, 0.95);
        Verdict one = SamplingOracle.verify(targets, drafts, tokens, new double[] {0.9, 0.3}, 0.05);

        // then
        assertThat(all).isEqualTo(new Verdict(2, 1));
        assertThat(one).isEqualTo(new Verdict(1, 1));
    }

    @Test
    void one_round_should_give_the_targets_distribution_whatever_the_draft() {
        // given: 4 tokens, the uniforms integrated on a grid of midpoints
        double[] target = {0.4, 0.3, 0.2, 0.1};
        double[] draft = {0.1, 0.2, 0.3, 0.4};
        int grid = 2_000;
        double[] output = new double[4];

        // when
        for (int token = 0; token < 4; token++) {
            for (int i = 0; i < grid; i++) {
                double uniform = (i + 0.5) / grid;
                double weight = draft[token] / grid;
                if (SamplingOracle.accepts(target[token], draft[token], uniform)) {
                    output[token] += weight;
                } else {
                    double[] residual = SamplingOracle.residual(target, draft);
                    for (int other = 0; other < 4; other++) {
                        output[other] += weight * residual[other];
                    }
                }
            }
        }

        // then
        assertThat(output).containsExactly(target, within(1e-3));
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
