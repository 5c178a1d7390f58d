package io.github.ssd4j.measurement.report;

import java.util.Arrays;

/**
 * The order statistics of a set of samples. Medians and quartiles are used because the times of a shared machine have a
 * long upper tail that would move a mean.
 *
 * <p>Quantiles are interpolated linearly between the two nearest samples (type 7 of Hyndman and Fan, the default of R
 * and NumPy). All values have the unit of the samples.
 */
public record Summary(int count, double min, double lowerQuartile, double median, double upperQuartile, double max) {

    /**
     * Summarises the samples, in any order; the array is not changed.
     *
     * @throws IllegalArgumentException when there is no sample, or when one is not finite
     */
    public static Summary of(double... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("samples cannot be empty");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        for (double sample : sorted) {
            if (!Double.isFinite(sample)) {
                throw new IllegalArgumentException("samples must be finite, but one is: " + sample);
            }
        }
        return new Summary(
                sorted.length,
                sorted[0],
                quantile(sorted, 0.25),
                quantile(sorted, 0.5),
                quantile(sorted, 0.75),
                sorted[sorted.length - 1]);
    }

    /** The width of the middle half of the samples as a share of the median, at least 0; 0 when the median is 0. */
    public double spread() {
        return median == 0 ? 0 : (upperQuartile - lowerQuartile) / Math.abs(median);
    }

    /**
     * The value below which a share of the samples lies.
     *
     * @param sorted samples in ascending order, at least one
     * @param share in [0, 1]
     */
    public static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
