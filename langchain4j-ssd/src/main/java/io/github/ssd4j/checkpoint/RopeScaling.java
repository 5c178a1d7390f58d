package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import java.util.List;

/**
 * How the rotary frequencies were changed so that the model reaches a longer context than the one of its pretraining.
 * Immutable; two scalings are equal if they have the same kind and the same numbers.
 */
public sealed interface RopeScaling
        permits PlainRope, LinearScaling, Llama3Scaling, FactorScaling, YarnScaling, LongRopeScaling {

    /** Frequencies as they are. */
    @SuppressWarnings("ClassInitializationDeadlock") // nothing but this line names the class
    RopeScaling NONE = new PlainRope();

    /** Divides all frequencies by the factor, which is at least 1. */
    static RopeScaling linear(double factor) {
        return new LinearScaling(factor);
    }

    /** The rule of Llama 3.1; see {@link Llama3Scaling}. */
    static RopeScaling llama3(double factor, double lowFreqFactor, double highFreqFactor, int originalContextTokens) {
        return new Llama3Scaling(factor, lowFreqFactor, highFreqFactor, originalContextTokens);
    }

    /** Divides each frequency, from the fastest to the slowest, by its own factor. */
    static RopeScaling factors(List<Double> factors) {
        return new FactorScaling(factors, 1);
    }

    /**
     * What the decoder turns queries and keys by.
     *
     * @param theta base of the frequencies, positive
     * @param rotaryDims how many dimensions of a head are turned, positive and even
     * @param contextTokens the longest sequence that the decoder will hold; the table does not depend on how long a
     *     sequence gets, because a token must have the same bits however long the answer becomes
     * @throws IllegalArgumentException as {@link #check} does
     */
    RopeTable table(double theta, int rotaryDims, int contextTokens);

    /**
     * Checks that the scaling goes with a base and a number of turned dimensions.
     *
     * @throws IllegalArgumentException if it has lists of another length than {@code rotaryDims / 2}, or cannot use the base
     */
    default void check(double theta, int rotaryDims) {}

    /**
     * The longest sequence that the model can read with this scaling, in tokens.
     *
     * @param declared what the checkpoint says, for instance {@code max_position_embeddings}
     */
    default int contextTokens(int declared) {
        return declared;
    }

    /** {@code theta^(-2i / rotaryDims)}, the frequency of pair {@code i} in radians per position. */
    static double frequency(double theta, int i, int rotaryDims) {
        return Math.pow(theta, -2.0 * i / rotaryDims);
    }

    /** Every kind of scaling can only make the context longer. */
    static void checkFactor(double factor) {
        Ensure.that(
                factor >= 1 && Double.isFinite(factor), "rope scaling factor must be at least 1, but is: %s", factor);
    }

    /**
     * Checks that a list of factors can divide frequencies.
     *
     * @param name of the list, for the message
     */
    static void checkFactors(String name, List<Double> factors) {
        Ensure.that(!factors.isEmpty(), "%s cannot be empty", name);
        for (double each : factors) {
            Ensure.that(each > 0 && Double.isFinite(each), "%s must be positive, but is: %s", name, factors);
        }
    }

    /**
     * Checks that there is one factor for each frequency.
     *
     * @param name of the list, for the message
     */
    static void checkCount(String name, List<Double> factors, int frequencies) {
        Ensure.that(
                factors.size() == frequencies,
                "%s must have one entry for each of the %s rotary frequencies, but has: %s",
                name,
                frequencies,
                factors.size());
    }

    /** Zero would make all scores equal. */
    static void checkAttentionFactor(double factor) {
        Ensure.that(
                factor > 0 && Double.isFinite(factor),
                "attention factor of rope scaling must be positive, but is: %s",
                factor);
    }
}
