package io.github.ssd4j.evaluation.load;

/** A number that was looked at again and again. Not thread-safe. */
final class Level {

    private long sum;
    private long count;
    private int max;

    void sample(int value) {
        sum += value;
        count++;
        max = Math.max(max, value);
    }

    /** 0 if it was never looked at. */
    double mean() {
        return count == 0 ? 0 : (double) sum / count;
    }

    int max() {
        return max;
    }
}
