package io.github.ssd4j.speculative;

import java.util.Arrays;

/** The last {@value #KEPT} measurements of a time and their lower quartile: what goes wrong takes longer, never less. */
final class Recent {

    static final int KEPT = 7;

    private final double[] last = new double[KEPT];
    private int count;

    void add(double value) {
        last[count++ % KEPT] = value;
    }

    /** How many are kept. */
    int size() {
        return Math.min(count, KEPT);
    }

    /** Asked only after the first measurement. */
    double value() {
        double[] sorted = Arrays.copyOf(last, size());
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 4];
    }

    void clear() {
        count = 0;
    }
}
