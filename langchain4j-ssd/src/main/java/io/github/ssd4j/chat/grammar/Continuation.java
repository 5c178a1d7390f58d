package io.github.ssd4j.chat.grammar;

import org.jspecify.annotations.Nullable;

/** What must follow when a lexeme has ended: a rule, then another continuation. Immutable but for what it remembers. */
final class Continuation {

    /** Nothing. */
    static final Continuation END = new Continuation(Rule.empty(), null, 0, 0);

    final Rule rule;

    /** Null behind the last. */
    final @Nullable Continuation next;

    /** How many tokens it takes at least. */
    final int cost;

    /** In how many arrays and objects the text is here. */
    final int depth;

    private @Nullable ParseState state;

    Continuation(Rule rule, @Nullable Continuation next, int cost, int depth) {
        this.rule = rule;
        this.next = next;
        this.cost = cost;
        this.depth = depth;
    }

    /** The state at its start. */
    ParseState state(Machine machine) {
        ParseState found = state;
        if (found == null) {
            found = machine.expand(this);
            // threads that come here at once find equal states
            state = found;
        }
        return found;
    }
}
