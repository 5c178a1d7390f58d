package io.github.ssd4j.speculative;

import java.util.List;

/**
 * What became of a round.
 *
 * @param run its drafts
 * @param accepted how many of them the full model chose too
 * @param tokens what the full model chose: the accepted drafts and one token more
 * @param verifyNanos time of the pass of the full model
 */
record RoundOutcome(DraftRun run, int accepted, List<Integer> tokens, long verifyNanos) {

    int drafted() {
        return run.drafted();
    }
}
