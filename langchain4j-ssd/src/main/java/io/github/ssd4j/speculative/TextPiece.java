package io.github.ssd4j.speculative;

import io.github.ssd4j.internal.Ensure;

/**
 * A piece of the answer, as it is handed to the listener.
 *
 * @param text never empty, never half a character
 * @param drafted true if the token that completed this text was an accepted draft
 */
public record TextPiece(String text, boolean drafted) {

    public TextPiece {
        Ensure.notNull(text, "text");
        Ensure.that(!text.isEmpty(), "text must not be empty");
    }
}
