package io.github.ssd4j.examples.console;

import org.jspecify.annotations.Nullable;

/** A conversation with a model that remembers what was said. One question at a time; only {@link #cancel} may come from another thread. */
interface Conversation {

    /** Receives the answer while it is written. */
    @FunctionalInterface
    interface Listener {

        /**
         * A piece of the answer.
         *
         * @param drafter the name of the drafter if it is an accepted draft token; null if the full model wrote it
         */
        void piece(String text, @Nullable String drafter);
    }

    /**
     * Asks and waits for the end of the answer.
     *
     * @throws RuntimeException when there is no answer; the question is forgotten then
     */
    Answer ask(String question, Listener listener);

    /** Ends the answer that is being written, if there is one. */
    void cancel();

    /** Forgets what was said. */
    void reset();

    /** Whether drafters may propose tokens. */
    boolean isSpeculative();

    void setSpeculative(boolean speculative);

    /** What the next answer is written with. */
    Settings settings();

    /** What is being talked to. */
    ModelFacts facts();
}
