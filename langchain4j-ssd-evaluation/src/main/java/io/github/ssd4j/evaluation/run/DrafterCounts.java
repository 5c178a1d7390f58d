package io.github.ssd4j.evaluation.run;

/**
 * What one drafter did in the rounds of one answer or of many.
 *
 * @param drafter its name, as in {@link io.github.ssd4j.speculative.DrafterStats#name}
 * @param rounds in which at least one of the verified drafts was its own
 * @param drafted its drafts that were verified
 * @param accepted those of them that the full model confirmed
 * @param nanos time of its drafting, dropped drafts included
 */
public record DrafterCounts(String drafter, int rounds, int drafted, int accepted, long nanos) {

    /** Both together; the name is this one's. */
    DrafterCounts plus(DrafterCounts others) {
        return new DrafterCounts(
                drafter,
                rounds + others.rounds,
                drafted + others.drafted,
                accepted + others.accepted,
                nanos + others.nanos);
    }

    /** Accepted / drafted tokens; 0 if nothing was verified. */
    double acceptanceRate() {
        return drafted == 0 ? 0 : (double) accepted / drafted;
    }
}
