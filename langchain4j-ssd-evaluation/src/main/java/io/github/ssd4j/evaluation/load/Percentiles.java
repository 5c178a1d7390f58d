package io.github.ssd4j.evaluation.load;

import io.github.ssd4j.measurement.report.Summary;
import java.util.Arrays;
import java.util.Optional;

/**
 * The upper end of a distribution, which is what users complain about. Values between two samples are interpolated as in {@link Summary}.
 */
record Percentiles(int count, double p50, double p90, double p99, double max) {

    /** Empty if there is no sample. The array is not changed. */
    static Optional<Percentiles> of(double... samples) {
        if (samples.length == 0) {
            return Optional.empty();
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        return Optional.of(new Percentiles(
                sorted.length,
                Summary.quantile(sorted, 0.5),
                Summary.quantile(sorted, 0.9),
                Summary.quantile(sorted, 0.99),
                sorted[sorted.length - 1]));
    }
}
