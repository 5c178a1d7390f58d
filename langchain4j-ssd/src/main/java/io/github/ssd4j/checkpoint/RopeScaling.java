package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import java.util.List;

/**
 * How the rotary frequencies were stretched to reach a longer context than the one of the pretraining.
 *
 * @param kind which rule; the components that a kind does not use are 0
 * @param factor how many times longer the context became ({@code factor}), at least 1
 * @param lowFreqFactor LLAMA3: wavelengths above {@code originalContextTokens / lowFreqFactor} are fully stretched
 * @param highFreqFactor LLAMA3: wavelengths below {@code originalContextTokens / highFreqFactor} stay as they are
 * @param originalContextTokens LLAMA3: context of the pretraining ({@code original_max_position_embeddings})
 * @param factors FACTORS: what each of the {@code headDim / 2} frequencies is divided by
 */
public record RopeScaling(
        Kind kind,
        double factor,
        double lowFreqFactor,
        double highFreqFactor,
        int originalContextTokens,
        List<Double> factors) {

    /** The rules that are supported. */
    public enum Kind {
        /** Frequencies as they are. */
        NONE,
        /** Every frequency divided by the factor. */
        LINEAR,
        /** Llama 3.1: low frequencies divided, high ones kept, a smooth passage between. */
        LLAMA3,
        /** Each frequency divided by a factor of its own: how GGUF files store the scaling of Llama 3.1. */
        FACTORS
    }

    /** No scaling. */
    public static final RopeScaling NONE = new RopeScaling(Kind.NONE, 1, 0, 0, 0, List.of());

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
        factors = List.copyOf(factors);
        Ensure.that(
                factors.isEmpty() != (kind == Kind.FACTORS),
                "factors belong to kind FACTORS, but there are %s with kind %s",
                factors.size(),
                kind);
        for (double each : factors) {
            Ensure.that(each > 0 && Double.isFinite(each), "factors must be positive, but is: %s", factors);
        }
    }

    /** Divides all frequencies by the factor. */
    public static RopeScaling linear(double factor) {
        return new RopeScaling(Kind.LINEAR, factor, 0, 0, 0, List.of());
    }

    /** The rule of Llama 3.1; see the components of the same names. */
    public static RopeScaling llama3(
            double factor, double lowFreqFactor, double highFreqFactor, int originalContextTokens) {
        return new RopeScaling(Kind.LLAMA3, factor, lowFreqFactor, highFreqFactor, originalContextTokens, List.of());
    }

    /** Divides each frequency, from the fastest to the slowest, by its own factor. */
    public static RopeScaling factors(List<Double> factors) {
        return new RopeScaling(Kind.FACTORS, 1, 0, 0, 0, factors);
    }

    /**
     * Applies the rule to one rotary frequency, in radians per position. LLAMA3 is the rule of the Llama 3.1 release:
     * by wavelength, with linear interpolation between the two bounds.
     *
     * @param index of the frequency, from the fastest to the slowest
     */
    double scale(double frequency, int index) {
        return switch (kind) {
            case NONE -> frequency;
            case LINEAR -> frequency / factor;
            case LLAMA3 -> scaleLlama3(frequency);
            case FACTORS -> frequency / factors.get(index);
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
