package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.DraftToken;
import io.github.ssd4j.internal.Ensure;

/** A threshold that never moves, so it is its own state. 0 lets every token pass. */
record StaticThreshold(int maxDraftTokens, double threshold) implements DraftPolicy, DraftPolicy.State {

    StaticThreshold {
        Ensure.notNegative(maxDraftTokens, "maxDraftTokens");
        Ensure.between(threshold, 0, 1, "threshold");
    }

    @Override
    public State newState() {
        return this;
    }

    @Override
    public boolean continueAfter(DraftToken last, int drafted) {
        return last.probability() >= threshold;
    }

    @Override
    public void update(int drafted, int accepted) {}
}
