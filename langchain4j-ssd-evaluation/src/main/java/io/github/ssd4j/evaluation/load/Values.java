package io.github.ssd4j.evaluation.load;

import java.util.Arrays;

/** Numbers that are collected for hours: without boxes they take 8 bytes each. Not thread-safe. */
final class Values {

    private double[] values = new double[64];
    private int count;

    void add(double value) {
        values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
        values[count++] = value;
    }

    double[] toArray() {
        return Arrays.copyOf(values, count);
    }
}
