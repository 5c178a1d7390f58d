package io.github.ssd4j.examples.console;

/** A conversation with a model that remembers what was said. One question at a time; only {@link #cancel} may come from another thread. */
interface Conversation {

    /** Hears the answer while it is written. */
    @FunctionalInterface
    interface Listener {

        /**
         * A piece of the answer.
         *
         * @param drafted whether it is an accepted draft token
         */
        void piece(String text, boolean drafted);
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

    /** Whether a draft runs ahead of the full model. */
    boolean isSpeculative();

    void setSpeculative(boolean speculative);

    /** What is being talked to. */
    ModelFacts facts();
}
