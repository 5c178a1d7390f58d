package io.github.ssd4j.speculative;

import io.github.ssd4j.internal.Ensure;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What one drafter did in a generation.
 *
 * @param name of the drafter: {@code look-up}, {@code grammar} or {@code skip:} and the name of the profile
 * @param rounds in which at least one draft that was verified came from it
 * @param draftedTokens its drafts that were verified
 * @param acceptedTokens those of them that are in the answer
 * @param time it took to draft, drafts that were dropped before verification included
 */
public record DrafterStats(String name, int rounds, int draftedTokens, int acceptedTokens, Duration time) {

    public DrafterStats {
        Ensure.notBlank(name, "name");
        Ensure.notNegative(rounds, "rounds");
        Ensure.notNegative(draftedTokens, "draftedTokens");
        Ensure.between(acceptedTokens, 0, draftedTokens, "acceptedTokens");
        Ensure.notNull(time, "time");
        Ensure.that(!time.isNegative(), "time must not be negative, but is: %s", time);
    }

    /** Accepted / drafted tokens, in [0, 1]; absent if nothing was drafted. */
    public OptionalDouble acceptanceRate() {
        return draftedTokens == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) acceptedTokens / draftedTokens);
    }
}
