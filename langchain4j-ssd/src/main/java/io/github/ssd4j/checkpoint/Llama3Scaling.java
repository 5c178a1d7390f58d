package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;

/**
 * Llama 3.1: low frequencies divided, high ones kept, linear interpolation by wavelength between them.
 *
 * @param factor how many times longer the context became ({@code factor}), at least 1
 * @param lowFreqFactor wavelengths above {@code originalContextTokens / lowFreqFactor} are fully stretched
 * @param highFreqFactor wavelengths below {@code originalContextTokens / highFreqFactor} stay as they are
 * @param originalContextTokens context of the pretraining ({@code original_max_position_embeddings})
 */
record Llama3Scaling(double factor, double lowFreqFactor, double highFreqFactor, int originalContextTokens)
        implements RopeScaling {

    Llama3Scaling {
        RopeScaling.checkFactor(factor);
        Ensure.that(
                lowFreqFactor > 0 && highFreqFactor > lowFreqFactor && Double.isFinite(highFreqFactor),
                "llama3 rope scaling needs 0 < lowFreqFactor < highFreqFactor, but is: %s and %s",
                lowFreqFactor,
                highFreqFactor);
        Ensure.positive(originalContextTokens, "originalContextTokens");
    }

    @Override
    public RopeTable table(double theta, int rotaryDims, int contextTokens) {
        return RopeTable.of(rotaryDims, 1, i -> scale(RopeScaling.frequency(theta, i, rotaryDims)));
    }

    private double scale(double frequency) {
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength < originalContextTokens / highFreqFactor) {
            return frequency;
        }
        if (wavelength > originalContextTokens / lowFreqFactor) {
            return frequency / factor;
        }
        double smooth = (originalContextTokens / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
        return (1 - smooth) * frequency / factor + smooth * frequency;
    }
}
