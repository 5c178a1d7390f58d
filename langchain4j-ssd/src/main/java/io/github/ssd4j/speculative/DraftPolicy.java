package io.github.ssd4j.speculative;

import io.github.ssd4j.internal.Ensure;

/**
 * How far to draft before verifying. Decides speed only; the text is the same whatever the policy. A policy is a plain value; what is
 * learnt while answers are written is kept by the {@link SpeculativeGenerator}.
 */
public sealed interface DraftPolicy permits DraftPolicy.CostOptimal, DraftPolicy.Threshold, AdaptiveThreshold {

    /** Most drafts in a round where nobody says how many. */
    int DEFAULT_MAX_DRAFT_TOKENS = 16;

    /** Most drafts in a round; 0 never drafts. */
    int maxDraftTokens();

    /**
     * Chooses in each round among all drafters, and how far each drafts, by the largest expected number of tokens in the time: see
     * {@link #costOptimal}.
     *
     * @param maxDraftTokens at least 1
     */
    record CostOptimal(int maxDraftTokens) implements DraftPolicy {

        public CostOptimal {
            Ensure.positive(maxDraftTokens, "maxDraftTokens");
        }
    }

    /**
     * Drafts with one drafter, the skip profile if there is one and else look-up, until its confidence in a token is below a
     * threshold. That token is kept as the last one.
     *
     * @param maxDraftTokens at least 0
     * @param threshold in [0, 1]; 0 lets every token pass
     */
    record Threshold(int maxDraftTokens, double threshold) implements DraftPolicy {

        public Threshold {
            Ensure.notNegative(maxDraftTokens, "maxDraftTokens");
            Ensure.between(threshold, 0, 1, "threshold");
        }
    }

    /**
     * Drafts as long as it pays, by costs and acceptance that are measured while generating; where no drafter pays it decodes
     * plainly. So it is not slower than plain decoding, however dear drafts are. Costs and acceptance start from what is usual, so
     * that the first request gains too.
     *
     * <p>A round of k drafts takes v(k) plain steps to verify, and c for each draft of a model; looked-up drafts take none. With a
     * the probability that a draft is accepted if all before it are, the round gives E = 1 + a_1 + a_1 a_2 + ... tokens. Of all
     * rounds the one with the largest E - S (v + c ...) is chosen, where S is the speed of late in tokens for each plain step: the
     * marginal rule of renewal processes. The probabilities are the drafters' confidences, corrected by how often drafts of such a
     * confidence were accepted of late.
     *
     * @param maxDraftTokens most drafts in a round, at least 1
     */
    static DraftPolicy costOptimal(int maxDraftTokens) {
        return new CostOptimal(maxDraftTokens);
    }

    /** Drafts as many tokens as allowed each round, with the skip profile or else by look-up; 0 never drafts. */
    static DraftPolicy fixed(int maxDraftTokens) {
        return new Threshold(maxDraftTokens, 0);
    }

    /**
     * Drafts until the draft's confidence in a token is below {@code threshold}, with the skip profile or else by look-up.
     *
     * @param threshold in [0, 1]
     */
    static DraftPolicy staticThreshold(int maxDraftTokens, double threshold) {
        return new Threshold(maxDraftTokens, threshold);
    }

    /** {@link #staticThreshold} with a threshold that follows the acceptance, with the parameters of the paper's code. */
    static DraftPolicy adaptiveThreshold(int maxDraftTokens) {
        return AdaptiveThreshold.withMaxDraftTokens(maxDraftTokens);
    }
}
