package io.github.ssd4j.checkpoint;

import java.util.List;

/**
 * Each frequency divided by a factor of its own: how GGUF files store the scaling of Llama 3.1.
 *
 * @param factors what each frequency is divided by, from the fastest to the slowest
 * @param attentionFactor see {@link RopeTable}
 */
record FactorScaling(List<Double> factors, double attentionFactor) implements RopeScaling {

    FactorScaling {
        factors = List.copyOf(factors);
        RopeScaling.checkFactors("factors", factors);
        RopeScaling.checkAttentionFactor(attentionFactor);
    }

    @Override
    public void check(double theta, int rotaryDims) {
        RopeScaling.checkCount("factors", factors, rotaryDims / 2);
    }

    @Override
    public RopeTable table(double theta, int rotaryDims, int contextTokens) {
        check(theta, rotaryDims);
        return RopeTable.of(
                rotaryDims, attentionFactor, i -> RopeScaling.frequency(theta, i, rotaryDims) / factors.get(i));
    }
}
