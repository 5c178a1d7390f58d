package io.github.ssd4j.evaluation.result;

import java.util.List;

/**
 * What a candidate's rounds did, what they cost, and what speed follows from that. Rounds are those after the prompt is read.
 *
 * @param rounds verifications, also those of no drafts
 * @param draftedTokens of all rounds
 * @param acceptedTokens of all rounds
 * @param tokensPerRound decoded tokens / rounds, E; plain decoding has 1
 * @param histogram element k: rounds with drafts, of which k were accepted
 * @param agreement element d - 1: share of drafts at depth d that were accepted, of those whose predecessors were
 * @param context positions at which {@code draftCost} and {@code verify} were measured
 * @param draftCost c, time of a draft step in plain steps, measured apart from generation
 * @param verify element k: time to verify k drafts in plain steps, measured apart from generation; element 0 is 1
 * @param predictedSpeedUp S of these rounds by these costs
 * @param ledger where the measured time has gone
 * @param gap why the prediction differs from the measurement
 * @param drafters what each drafter did, in the order of their names
 */
public record Drafting(
        int rounds,
        int draftedTokens,
        int acceptedTokens,
        double tokensPerRound,
        List<Integer> histogram,
        List<Double> agreement,
        int context,
        double draftCost,
        List<Double> verify,
        double predictedSpeedUp,
        Ledger ledger,
        Gap gap,
        List<ByDrafter> drafters) {

    public Drafting {
        histogram = List.copyOf(histogram);
        agreement = List.copyOf(agreement);
        verify = List.copyOf(verify);
        drafters = List.copyOf(drafters);
    }

    /** Accepted / drafted tokens, in [0, 1]; 0 if nothing was drafted. */
    public double acceptanceRate() {
        return draftedTokens == 0 ? 0 : (double) acceptedTokens / draftedTokens;
    }

    /**
     * What rounds save and what they cost for each token, in plain steps as measured: {@code saved - acceptedDrafts -
     * rejectedDrafts - verification - overhead} is 1 - 1/S. Speculation loses where that is negative.
     *
     * @param saved steps of the full model that are not made: 1 - rounds / tokens
     * @param acceptedDrafts time of the drafts that were accepted: the price of what is saved
     * @param rejectedDrafts time of the drafts that were not: the price of disagreement
     * @param verification what verifying takes more than plain steps
     * @param overhead all else: sampling, text, the policy
     */
    public record Ledger(
            double saved, double acceptedDrafts, double rejectedDrafts, double verification, double overhead) {

        /** What is gained for each token, in plain steps; negative is a loss. */
        public double net() {
            return saved - acceptedDrafts - rejectedDrafts - verification - overhead;
        }

        /** The dearest of the four. */
        public Cost dearest() {
            Cost dearest = Cost.DRAFT_COST;
            for (Cost cost : Cost.values()) {
                dearest = of(cost) > of(dearest) ? cost : dearest;
            }
            return dearest;
        }

        /** The steps that a cost takes for each token. */
        public double of(Cost cost) {
            return switch (cost) {
                case DRAFT_COST -> acceptedDrafts;
                case DISAGREEMENT -> rejectedDrafts;
                case VERIFICATION -> verification;
                case OVERHEAD -> overhead;
            };
        }
    }

    /** What can be to blame for a loss. */
    public enum Cost {
        DRAFT_COST,
        DISAGREEMENT,
        VERIFICATION,
        OVERHEAD
    }

    /**
     * Measured - predicted time for each token, in plain steps, by what takes it; positive: it took longer. The sum is 1 /
     * measured S - 1 / predicted S.
     *
     * @param drafts draft steps within generation were dearer than those measured apart
     * @param verification so were verifications
     * @param overhead time outside of passes, which the prediction does not know
     */
    public record Gap(double drafts, double verification, double overhead) {}

    /**
     * What one drafter did, and its part of the account, in plain steps for each token.
     *
     * @param name {@code look-up}, {@code grammar} or {@code skip:} and the name of the profile
     * @param rounds in which at least one of the verified drafts was its own
     * @param draftedTokens its drafts that were verified
     * @param acceptedTokens those of them that were accepted
     * @param timeShare share of the decoding time that its drafting took, dropped drafts included
     * @param saved steps of the full model that its accepted drafts save
     * @param drafting time of its drafting
     * @param verification its share of what verifying takes more than plain steps, by the number of its drafts
     */
    public record ByDrafter(
            String name,
            int rounds,
            int draftedTokens,
            int acceptedTokens,
            double timeShare,
            double saved,
            double drafting,
            double verification) {

        /** Accepted / drafted tokens, in [0, 1]; 0 if nothing was drafted. */
        public double acceptanceRate() {
            return draftedTokens == 0 ? 0 : (double) acceptedTokens / draftedTokens;
        }

        /** What the drafter gains for each token; negative is a loss. */
        public double net() {
            return saved - drafting - verification;
        }
    }
}
