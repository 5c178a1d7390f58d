package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;

/**
 * How the rotary frequencies were stretched to reach a longer context than the one of the pretraining.
 *
 * @param kind which rule; the components that a kind does not use are 0
 * @param factor how many times longer the context became ({@code factor}), at least 1
 * @param lowFreqFactor LLAMA3: wavelengths above {@code originalContextTokens / lowFreqFactor} are fully stretched
 * @param highFreqFactor LLAMA3: wavelengths below {@code originalContextTokens / highFreqFactor} stay as they are
 * @param originalContextTokens LLAMA3: context of the pretraining ({@code original_max_position_embeddings})
 */
public record RopeScaling(
        Kind kind, double factor, double lowFreqFactor, double highFreqFactor, int originalContextTokens) {

    /** The rules that are supported. */
    public enum Kind {
        /** Frequencies as they are. */
        NONE,
        /** Every frequency divided by the factor. */
        LINEAR,
        /** Llama 3.1: low frequencies divided, high ones kept, a smooth passage between. */
        LLAMA3
    }

    /** No scaling. */
    public static final RopeScaling NONE = new RopeScaling(Kind.NONE, 1, 0, 0, 0);

    public RopeScaling {
        Ensure.notNull(kind, "kind");
        Ensure.that(
                factor >= 1 && Double.isFinite(factor), "rope scaling factor must be at least 1, but is: %s", factor);
        if (kind == Kind.LLAMA3) {
            Ensure.that(
                    lowFreqFactor > 0 && highFreqFactor > lowFreqFactor && Double.isFinite(highFreqFactor),
                    "llama3 rope scaling needs 0 < lowFreqFactor < highFreqFactor, but is: %s and %s",
                    lowFreqFactor,
                    highFreqFactor);
            Ensure.positive(originalContextTokens, "originalContextTokens");
        }
    }

    /** Divides all frequencies by the factor. */
    public static RopeScaling linear(double factor) {
        return new RopeScaling(Kind.LINEAR, factor, 0, 0, 0);
    }

    /**
     * Applies the rule to one rotary frequency, in radians per position. LLAMA3 is the rule of the Llama 3.1 release:
     * by wavelength, with linear interpolation between the two bounds.
     */
    double scale(double frequency) {
        return switch (kind) {
            case NONE -> frequency;
            case LINEAR -> frequency / factor;
            case LLAMA3 -> scaleLlama3(frequency);
        };
    }

    private double scaleLlama3(double frequency) {
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
