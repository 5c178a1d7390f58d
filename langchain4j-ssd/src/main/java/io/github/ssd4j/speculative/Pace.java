package io.github.ssd4j.speculative;

/** S, the speed of the last rounds: tokens for each plain step. */
final class Pace {

    /** What a round leaves of the rounds before it: the last 32 or so count. */
    private static final double KEPT = 1 - 1.0 / 32;

    /** How many plain steps older requests count in a new one. */
    private static final double CARRIED = 8;

    private double tokens = CARRIED;
    private double steps = CARRIED;

    void startRequest() {
        tokens = CARRIED * speedUp();
        steps = CARRIED;
    }

    void add(int roundTokens, double roundSteps) {
        tokens = KEPT * tokens + roundTokens;
        steps = KEPT * steps + roundSteps;
    }

    /** At least 1: plain decoding is always possible. */
    double speedUp() {
        return Math.max(1, tokens / steps);
    }
}
