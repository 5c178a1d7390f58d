package io.github.ssd4j.speculative;

/**
 * What passes of several conversations cost: a straight line through the times of the last passes over their rows. Before passes of
 * different lengths were measured, a row is believed to cost what a draft of one conversation does. Reads no clock. Not thread-safe.
 */
final class LoadCosts {

    /** What a pass leaves of those before it: the last 64 or so count. */
    private static final double KEPT = 1 - 1.0 / 64;

    /** How much the lengths must vary for the line to be believed as much as the first slope, in rows squared. */
    private static final double VARIANCE = 4;

    /** A pass that takes so many times what was expected tells of a pause. */
    private static final double PAUSE = 3;

    private double weight;
    private double rows;
    private double time;
    private double squares;
    private double products;

    /** Adds a pass without a prompt's tokens. What a coarse clock sees as 0 tells nothing. */
    void add(int passRows, long nanos, double firstSlope) {
        boolean tells = nanos > 0 && !(isMeasured() && nanos > PAUSE * time(passRows, firstSlope));
        fade(); // in any case, so that what has become slower for good is believed in the end
        if (tells) {
            weight++;
            rows += passRows;
            time += nanos;
            squares += (double) passRows * passRows;
            products += (double) passRows * nanos;
        }
    }

    private boolean isMeasured() {
        return weight >= 0.5;
    }

    private void fade() {
        weight *= KEPT;
        rows *= KEPT;
        time *= KEPT;
        squares *= KEPT;
        products *= KEPT;
    }

    /**
     * The expected time of a pass: in nanoseconds, or in passes of one row if nothing was measured.
     *
     * @param firstSlope what a row more adds to a pass of one row, in such passes
     */
    double time(double passRows, double firstSlope) {
        if (!isMeasured()) {
            return 1 + firstSlope * (passRows - 1);
        }
        double meanRows = rows / weight;
        double meanTime = time / weight;
        double variance = Math.max(0, squares / weight - meanRows * meanRows);
        double covariance = products / weight - meanRows * meanTime;
        double prior = firstSlope * meanTime / (1 + firstSlope * (meanRows - 1));
        double slope = (covariance + VARIANCE * prior) / (variance + VARIANCE);
        slope = Math.max(0, Math.min(slope, meanTime / meanRows));
        return meanTime + slope * (passRows - meanRows);
    }

    /**
     * v(k) for k from 0 to {@code most} if each of the conversations verifies k drafts, in passes without drafts. A draft is then worth
     * its row if all conversations together gain by it.
     */
    double[] verify(int conversations, int most, double firstSlope) {
        double[] costs = new double[most + 1];
        double plain = Math.max(time(conversations, firstSlope), Double.MIN_NORMAL);
        for (int k = 0; k <= most; k++) {
            costs[k] = Math.max(k == 0 ? 1 : costs[k - 1], time(conversations * (1.0 + k), firstSlope) / plain);
        }
        return costs;
    }
}
