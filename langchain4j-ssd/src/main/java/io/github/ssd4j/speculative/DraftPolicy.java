package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.DraftToken;

/**
 * When to stop drafting and verify. Decides speed only; the text is the same whatever the policy.
 *
 * <p>A policy is an immutable description that generations may share; what it learns while one runs is in its {@link
 * State}. What {@link #costOptimal} learns is kept by the {@link SpeculativeGenerator} for its next generations.
 */
public interface DraftPolicy {

    /** Most drafts in a round where nobody says how many. */
    int DEFAULT_MAX_DRAFT_TOKENS = 8;

    /** A fresh state for one generation. */
    State newState();

    /**
     * Drafts as long as it pays, by the costs and the acceptance that are measured while generating; where drafting does
     * not pay, that is, promises less than {@link RoundCosts#MIN_SPEED_UP}, it decodes plainly and tries again now and then,
     * which costs about one percent. So it is not slower than plain decoding, however dear drafts are, once the first ten
     * rounds or so have shown it.
     *
     * <p>One more token is drafted while the probability that it and all before it are accepted is at least S * (c + dv):
     * c is the time of a draft step and dv what one more token adds to the verification, both in plain steps, and S is
     * the speed-up of the best number of drafts by the measurements so far, or 1. The probabilities are the draft's
     * confidences, corrected by how often drafts of such a confidence were accepted of late; the next token's is not
     * known yet, so the mean stands for it.
     *
     * <p>How much is drafted depends on measured times. That does not touch the text, greedy or sampled, as far as a pass over
     * several tokens gives the logits of passes over one (see {@link SpeculativeGenerator}).
     *
     * @param maxDraftTokens most drafts in a round, at least 1
     */
    static DraftPolicy costOptimal(int maxDraftTokens) {
        return new CostOptimal(maxDraftTokens);
    }

    /** Drafts as many tokens as allowed each round; 0 never drafts. */
    static DraftPolicy fixed(int maxDraftTokens) {
        return new StaticThreshold(maxDraftTokens, 0);
    }

    /**
     * Drafts until the draft's confidence in a token is below {@code threshold}. That token is kept as the last one.
     *
     * @param threshold in [0, 1]
     */
    static DraftPolicy staticThreshold(int maxDraftTokens, double threshold) {
        return new StaticThreshold(maxDraftTokens, threshold);
    }

    /** {@link #staticThreshold} with a threshold that follows the acceptance, with the parameters of the paper's code. */
    static DraftPolicy adaptiveThreshold(int maxDraftTokens) {
        return AdaptiveThreshold.withMaxDraftTokens(maxDraftTokens);
    }

    /** What a policy knows within one generation. Not thread-safe. */
    interface State {

        /** Upper limit for the round that begins; asked once a round. May be 0. */
        int maxDraftTokens();

        /**
         * True to draft one more token; asked after each draft, also after one that ends the round for another reason.
         *
         * <p>{@code last} is kept whatever the answer.
         *
         * @param drafted tokens drafted in this round, {@code last} included
         */
        boolean continueAfter(DraftToken last, int drafted);

        /**
         * Reports the times of a round; called after each round but the one that reads the prompt, before {@link
         * #update}.
         *
         * @param drafted tokens drafted; may be 0: a plain round
         * @param draftNanos time of drafting them all
         * @param verifyNanos time of the one pass of the full model
         */
        default void recordTimes(int drafted, long draftNanos, long verifyNanos) {}

        /** Reports the round's outcome; called after each round in which a token was drafted. */
        void update(int drafted, int accepted);
    }
}
