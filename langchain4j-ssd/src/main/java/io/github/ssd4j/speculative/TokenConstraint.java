package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.TokenMask;
import java.util.List;

/**
 * Says which tokens an answer may consist of: a state for each position, a set of tokens for each state. Drafts and
 * verification obey it alike, so what is written is what the full model writes under it.
 *
 * <p>Thread-safe; states are immutable.
 */
public interface TokenConstraint {

    /** The state before the first token of the answer. */
    State start();

    /** What may follow the tokens so far. */
    interface State {

        /**
         * The tokens that may come next: at least one, stop tokens only where the answer may end. A state behind a stop token
         * allows stop tokens only. The same set should be the same object.
         *
         * @param room how many tokens the answer may still have, stop tokens not counted, this one included; at least 1. With
         *     little room left, only what leads to an end in time is allowed, as far as that is possible
         */
        TokenMask allowed(int room);

        /**
         * Tokens that spell the text which alone may follow; a guess at how the model divides it into tokens. Empty if there is a
         * choice of texts, or it is not known.
         */
        default List<Integer> forcedTokens() {
            return List.of();
        }

        /** The state behind {@code token}, which must be one of the allowed. */
        State advance(int token);
    }
}
