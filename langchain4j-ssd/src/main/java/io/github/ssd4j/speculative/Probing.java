package io.github.ssd4j.speculative;

/**
 * When to try a drafter that does not pay, as its text or its costs may have changed: at intervals that double, then a few times in a
 * row as long as it succeeds. Costs below one percent of the time.
 */
final class Probing {

    private static final int MIN_INTERVAL = 16;
    static final int MAX_INTERVAL = 256;
    private static final int MAX_IN_A_ROW = 4;

    private int interval = MIN_INTERVAL;
    private int roundsSince;
    private int inARow;

    /** @param hopeless whether it could not pay if it was nearly always right */
    boolean isDue(boolean hopeless) {
        return hopeless ? roundsSince >= MAX_INTERVAL : inARow > 0 || roundsSince >= interval;
    }

    void addRoundWithout() {
        roundsSince++;
    }

    void addProbe(boolean succeeded) {
        roundsSince = 0;
        inARow = succeeded ? (inARow + 1) % MAX_IN_A_ROW : 0;
        if (inARow == 0) {
            interval = Math.min(2 * interval, MAX_INTERVAL);
        }
    }

    /** It pays: the next time that it does not, probes start anew. */
    void reset() {
        interval = MIN_INTERVAL;
        roundsSince = 0;
        inARow = 0;
    }
}
