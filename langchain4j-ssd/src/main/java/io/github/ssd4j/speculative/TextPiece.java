package io.github.ssd4j.speculative;

import io.github.ssd4j.internal.Ensure;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the answer, as it is handed to the listener.
 *
 * @param text never empty, never half a character
 * @param drafter the name of the drafter, as in {@link DrafterStats#name}, if the token that completed this text was an accepted
 *     draft; null if the full model wrote it
 */
public record TextPiece(String text, @Nullable String drafter) {

    public TextPiece {
        Ensure.notNull(text, "text");
        Ensure.that(!text.isEmpty(), "text must not be empty");
    }

    /** Whether the token that completed this text was an accepted draft. */
    public boolean drafted() {
        return drafter != null;
    }
}
