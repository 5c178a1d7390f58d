package io.github.ssd4j.speculative;

import java.util.List;

/**
 * Follows one generation and can end it early.
 *
 * <p>Every method is called on the thread that generates. An exception thrown by one ends the generation and reaches
 * the caller of {@link Generator#generate}; the generator stays usable.
 */
@FunctionalInterface
public interface GenerationListener {

    /** Follows nothing and never cancels. */
    GenerationListener NONE = piece -> {};

    /**
     * The next piece of the answer. The pieces in order are exactly the text of the result.
     *
     * <p>Called at most once for each token that the model writes, the stop token included. Text that can still become
     * a stop string or half of a character is held back until it is certain.
     */
    void onText(TextPiece piece);

    /**
     * True to end the generation. Asked before every round, every chunk of the prompt and every other call of this
     * listener; once it said true, the generation calls nothing more and ends as {@link FinishReason#CANCELLED}.
     */
    default boolean isCancelled() {
        return false;
    }

    /** The first {@code done} of {@code total} prompt tokens were read. */
    default void onPrefill(int done, int total) {}

    /** A round is over; called before its text is. The round that reads the end of the prompt is told by {@link #onPrefill}. */
    default void onRound(Round round) {}

    /**
     * What a round did.
     *
     * @param drafters who drafted each of the tokens that were verified, as in {@link DrafterStats#name}; empty: a plain step
     * @param accepted how many of these tokens the full model confirmed, though the answer may end before
     * @param draftNanos time of drafting
     * @param verifyNanos time of the one pass of the full model, with what else is done in the round
     */
    record Round(List<String> drafters, int accepted, long draftNanos, long verifyNanos) {

        public Round {
            drafters = List.copyOf(drafters);
        }

        /** How many tokens were drafted and verified. */
        public int drafted() {
            return drafters.size();
        }
    }
}
