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

    /** What each of the states allows, as far as it was asked. */
    private final List<TokenMask> masks = new ArrayList<>();

    private int room;

    ConstraintCursor(@Nullable TokenConstraint constraint) {
        if (constraint != null) {
            states.add(constraint.start());
        }
    }

    /** Begins a round. {@code room}: how many tokens the answer may still have. */
    void begin(int room) {
        this.room = room;
    }

    /** The tokens that may follow the last draft; null: all. */
    @Nullable
    TokenMask allowed() {
        if (states.isEmpty()) {
            return null;
        }
        if (masks.size() < states.size()) {
            int last = states.size() - 1;
            masks.add(states.get(last).allowed(room - last));
        }
        return masks.get(masks.size() - 1);
    }

    /** Tokens of the text that alone may follow the last draft, as far as that is known. */
    List<Integer> forcedTokens() {
        return states.isEmpty() ? List.of() : states.get(states.size() - 1).forcedTokens();
    }

    /** Adds a draft, which must be allowed. */
    void drafted(int token) {
        if (!states.isEmpty()) {
            allowed();
            states.add(states.get(states.size() - 1).advance(token));
        }
    }

    /** Drops all drafts but the first {@code drafts}. */
    void truncate(int drafts) {
        if (!states.isEmpty()) {
            states.subList(drafts + 1, states.size()).clear();
            masks.subList(Math.min(drafts + 1, masks.size()), masks.size()).clear();
        }
    }

    /** What may stand in place of each draft and behind the last one; empty without a constraint. */
    List<TokenMask> masks() {
        allowed();
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
