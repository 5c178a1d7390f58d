package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import java.util.List;

/**
 * LongRoPE (Ding et al. 2024, arXiv 2402.13753), of Phi-3 and Phi-4-mini: each frequency is divided by a factor of its
 * own, from one list for sequences of at most the original context and from another one for longer sequences.
 *
 * <p>{@code transformers} changes from list to list when a sequence outgrows the original context, and then what is in
 * the cache no longer fits. Here the list is chosen once, by the longest sequence that the decoder may hold: the bits
 * of a token must not depend on how long its answer will become. An engine whose context is at most the original one
 * uses the short list, as {@code transformers} does for such sequences.
 *
 * @param shortFactors for at most {@code originalContextTokens} ({@code short_factor})
 * @param longFactors for more ({@code long_factor})
 * @param originalContextTokens context of the pretraining ({@code original_max_position_embeddings})
 * @param attentionFactor see {@link RopeTable}; the same for both lists
 */
record LongRopeScaling(
        List<Double> shortFactors, List<Double> longFactors, int originalContextTokens, double attentionFactor)
        implements RopeScaling {

    LongRopeScaling {
        shortFactors = List.copyOf(shortFactors);
        longFactors = List.copyOf(longFactors);
        RopeScaling.checkFactors("short factors", shortFactors);
        RopeScaling.checkFactors("long factors", longFactors);
        Ensure.positive(originalContextTokens, "originalContextTokens");
        RopeScaling.checkAttentionFactor(attentionFactor);
    }

    /** The attention factor where the checkpoint gives none, for a context that became {@code factor} times longer. */
    static double attentionFactor(double factor, int originalContextTokens) {
        return factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalContextTokens));
    }

    @Override
    public void check(double theta, int rotaryDims) {
        RopeScaling.checkCount("short factors", shortFactors, rotaryDims / 2);
        RopeScaling.checkCount("long factors", longFactors, rotaryDims / 2);
    }

    @Override
    public RopeTable table(double theta, int rotaryDims, int contextTokens) {
        check(theta, rotaryDims);
        List<Double> factors = contextTokens > originalContextTokens ? longFactors : shortFactors;
        return RopeTable.of(
                rotaryDims, attentionFactor, i -> RopeScaling.frequency(theta, i, rotaryDims) / factors.get(i));
    }
}
