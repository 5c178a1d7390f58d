package io.github.ssd4j.evaluation.stream;

import io.github.ssd4j.measurement.report.Summary;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The machine's read bandwidth: the best that any reader reached in any of its runs. The best, not the median, because
 * it serves as the bound nothing can pass: a run disturbed by a neighbour says nothing about the memory.
 *
 * @param blockBytes size of the block each reader read
 * @param readers for each reader by name, its runs in bytes per second
 */
public record StreamBandwidth(long blockBytes, Map<String, Summary> readers) {

    public StreamBandwidth {
        // Not Map.copyOf: reports list the readers in the order given.
        readers = Collections.unmodifiableMap(new LinkedHashMap<>(readers));
        if (readers.isEmpty()) {
            throw new IllegalArgumentException("readers cannot be empty");
        }
    }

    /** Bytes per second, decimal. */
    public double best() {
        return readers.values().stream().mapToDouble(Summary::max).max().orElseThrow();
    }

    /** The name of the reader that reached {@link #best()}. */
    public String bestReader() {
        return readers.entrySet().stream()
                .max(Map.Entry.comparingByValue((left, right) -> Double.compare(left.max(), right.max())))
                .orElseThrow()
                .getKey();
    }
}
