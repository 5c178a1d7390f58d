package io.github.ssd4j.speculative;

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
}
