package io.github.ssd4j.decoder;

import io.github.ssd4j.internal.Ensure;

/**
 * What the full model says about the drafts of one round.
 *
 * @param accepted how many leading drafts are kept
 * @param next one token of the full model: the correction of the first rejected draft, or the bonus after all of them
 */
public record Verdict(int accepted, int next) {

    public Verdict {
        Ensure.notNegative(accepted, "accepted");
        Ensure.notNegative(next, "next");
    }
}
