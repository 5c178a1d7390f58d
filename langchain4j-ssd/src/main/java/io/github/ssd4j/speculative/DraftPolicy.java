package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.DraftToken;

/**
 * When to stop drafting and verify. Decides speed only; the text is the same in distribution whatever the policy.
 *
 * <p>A policy is an immutable description that generations may share; what it learns while one runs is in its {@link
 * State}.
 */
public interface DraftPolicy {

    /** A fresh state for one generation. */
    State newState();

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
         * True to draft one more token.
         *
         * <p>{@code last} was drawn and is kept whatever the answer: to discard a token because of its own value would
         * change the distribution of the output.
         *
         * @param drafted tokens drafted in this round, {@code last} included
         */
        boolean continueAfter(DraftToken last, int drafted);

        /** Reports the round's outcome; called after each round in which a token was drafted. */
        void update(int drafted, int accepted);
    }
}
