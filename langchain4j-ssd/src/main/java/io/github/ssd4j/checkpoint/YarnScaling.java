package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;

/**
 * YaRN (Peng et al. 2023, arXiv 2309.00071): frequencies that turn often within the original context are kept, those
 * that hardly turn are divided by the factor, those between are interpolated, and attention's scores are sharpened.
 *
 * @param factor how many times longer the context became ({@code factor}), at least 1
 * @param originalContextTokens context of the pretraining ({@code original_max_position_embeddings})
 * @param betaFast frequencies with more turns than this stay as they are ({@code beta_fast}); {@link #BETA_FAST} unless given
 * @param betaSlow frequencies with fewer turns are fully divided ({@code beta_slow}); {@link #BETA_SLOW} unless given
 * @param truncate whether the two bounds are rounded outwards to whole frequencies ({@code truncate})
 * @param attentionFactor see {@link RopeTable} and {@link #attentionFactor(double)}
 */
record YarnScaling(
        double factor,
        int originalContextTokens,
        double betaFast,
        double betaSlow,
        boolean truncate,
        double attentionFactor)
        implements RopeScaling {

    static final double BETA_FAST = 32;
    static final double BETA_SLOW = 1;

    /** Where both bounds meet, the passage between them has this width, in frequencies, instead of none. */
    private static final double MIN_WIDTH = 0.001;

    YarnScaling {
        RopeScaling.checkFactor(factor);
        Ensure.positive(originalContextTokens, "originalContextTokens");
        Ensure.that(
                betaSlow > 0 && betaFast >= betaSlow && Double.isFinite(betaFast),
                "yarn rope scaling needs 0 < betaSlow <= betaFast, but is: %s and %s",
                betaSlow,
                betaFast);
        RopeScaling.checkAttentionFactor(attentionFactor);
    }

    /** The attention factor that the paper recommends: {@code 0.1 ln(factor) + 1}. */
    static double attentionFactor(double factor) {
        return attentionFactor(factor, 1);
    }

    /** The same with the logarithm multiplied by {@code mscale}, as DeepSeek's models have it. */
    static double attentionFactor(double factor, double mscale) {
        return factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1;
    }

    /** Whoever adds YaRN to a configuration often leaves the length of the pretraining in it, as Qwen's guide says. */
    @Override
    public int contextTokens(int declared) {
        return (int) Math.max(declared, Math.min(Limits.CONTEXT, factor * originalContextTokens));
    }

    /** The bounds are found by the base's logarithm. */
    @Override
    public void check(double theta, int rotaryDims) {
        Ensure.that(theta > 1, "yarn rope scaling needs a base above 1, but is: %s", theta);
    }

    @Override
    public RopeTable table(double theta, int rotaryDims, int contextTokens) {
        check(theta, rotaryDims);
        double low = frequencyWith(betaFast, theta, rotaryDims);
        double high = frequencyWith(betaSlow, theta, rotaryDims);
        double first = Math.max(truncate ? Math.floor(low) : low, 0);
        double last = Math.min(truncate ? Math.ceil(high) : high, rotaryDims - 1);
        double width = first == last ? MIN_WIDTH : last - first;
        return RopeTable.of(rotaryDims, attentionFactor, i -> {
            double stretched = Math.min(Math.max((i - first) / width, 0), 1);
            double frequency = RopeScaling.frequency(theta, i, rotaryDims);
            return frequency / factor * stretched + frequency * (1 - stretched);
        });
    }

    /** The index, not rounded, of the frequency that turns so many times within the original context. */
    private double frequencyWith(double turns, double theta, int rotaryDims) {
        return rotaryDims * Math.log(originalContextTokens / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }
}
