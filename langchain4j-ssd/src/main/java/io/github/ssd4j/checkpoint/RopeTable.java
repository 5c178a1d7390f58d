package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What a decoder needs to encode positions: pair {@code i} of a head is turned by {@code position *
 * inverseFrequencies[i]}, and its length is multiplied by the attention factor. Dimensions of the head beyond the
 * table stay as they are. Immutable.
 *
 * @param inverseFrequencies radians per position, from the fastest to the slowest; half as many as turned dimensions
 * @param attentionFactor what cosine and sine are multiplied by; queries and keys both have it, so attention's scores
 *     have its square
 */
public record RopeTable(List<Double> inverseFrequencies, double attentionFactor) {

    public RopeTable {
        inverseFrequencies = List.copyOf(inverseFrequencies);
        Ensure.that(!inverseFrequencies.isEmpty(), "inverseFrequencies cannot be empty");
        for (double each : inverseFrequencies) {
            Ensure.that(
                    each >= 0 && Double.isFinite(each),
                    "rotary frequencies must be finite numbers of at least 0, but are: %s",
                    inverseFrequencies);
        }
        RopeScaling.checkAttentionFactor(attentionFactor);
    }

    static RopeTable of(int rotaryDims, double attentionFactor, IntToDoubleFunction frequency) {
        Ensure.that(
                rotaryDims > 0 && rotaryDims % 2 == 0, "rotaryDims must be positive and even, but is: %s", rotaryDims);
        return new RopeTable(
                IntStream.range(0, rotaryDims / 2)
                        .mapToDouble(frequency)
                        .boxed()
                        .toList(),
                attentionFactor);
    }

    /** A new array of the frequencies. */
    public double[] toArray() {
        return inverseFrequencies.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
