package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.TokenMask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows a constraint through the rounds of a generation: the state behind what is verified, and behind each draft of the
 * round. Without a constraint it allows everything.
 */
final class ConstraintCursor {

    /** The verified state, then one for each draft; empty without a constraint. */
    private final List<TokenConstraint.State> states = new ArrayList<>();

    private final List<TokenMask> masks = new ArrayList<>();

    ConstraintCursor(@Nullable TokenConstraint constraint) {
        if (constraint != null) {
            states.add(constraint.start());
        }
    }

    /**
     * The tokens that may follow the last draft; null: all. To be asked once behind each.
     *
     * @param room how many tokens the answer may still have, this one included
     */
    @Nullable
    TokenMask allowed(int room) {
        if (states.isEmpty()) {
            return null;
        }
        TokenMask mask = states.get(states.size() - 1).allowed(room);
        masks.add(mask);
        return mask;
    }

    void drafted(int token) {
        if (!states.isEmpty()) {
            states.add(states.get(states.size() - 1).advance(token));
        }
    }

    /** What {@link #allowed} said in this round. */
    List<TokenMask> masks() {
        return masks;
    }

    /** Ends the round. */
    void accepted(int accepted, int next) {
        if (!states.isEmpty()) {
            TokenConstraint.State verified = states.get(accepted).advance(next);
            states.clear();
            states.add(verified);
            masks.clear();
        }
    }
}
