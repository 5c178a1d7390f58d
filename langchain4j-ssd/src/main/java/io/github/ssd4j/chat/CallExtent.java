package io.github.ssd4j.chat;

/**
 * Finds where the arguments of a call end while they arrive character by character. Only what decides that is looked at;
 * whether the text is well formed is for a reader to say.
 */
interface CallExtent {

    /** What the characters so far are. */
    enum State {
        INCOMPLETE,
        COMPLETE,
        IMPOSSIBLE
    }

    State next(char character);
}
