package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.DraftToken;
import io.github.ssd4j.decoder.TokenMask;
import io.github.ssd4j.decoder.TokenSequence;
import org.jspecify.annotations.Nullable;

/** Proposes the next token of a round. */
@FunctionalInterface
interface Drafter {

    /**
     * The token proposed to follow {@code tokens}, which include the drafts of this round so far. Adds nothing to them.
     *
     * @param allowed the tokens to choose from; null: all
     */
    DraftToken draft(TokenSequence tokens, @Nullable TokenMask allowed);
}
