package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.DraftToken;
import io.github.ssd4j.decoder.TokenSequence;

/** Proposes the next token of a round. */
@FunctionalInterface
interface Drafter {

    /**
     * The token proposed to follow {@code tokens}, which include the drafts of this round so far. Adds nothing to them.
     *
     * @param uniform the chance to use, in [0, 1)
     */
    DraftToken draft(TokenSequence tokens, double uniform);
}
