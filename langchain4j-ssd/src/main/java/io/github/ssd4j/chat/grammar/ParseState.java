package io.github.ssd4j.chat.grammar;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the bytes so far can mean: the lexemes they may have stopped in, each with its continuation. Made by a {@link
 * Machine}, compared by identity. Immutable but for the steps it remembers, which are the same whichever thread takes them.
 */
final class ParseState {

    /** A place inside a lexeme, or before its first byte. */
    record Item(Lexeme lexeme, LexemeTable table, int position, Continuation after) {

        /** How many tokens it takes at least to end the text from here. */
        int cost() {
            return CompletionCosts.sum(table.cost(position), after.cost);
        }

        boolean mayLeave() {
            return lexeme.accepts(position);
        }
    }

    /** Where no text goes on. */
    static final ParseState DEAD = new ParseState(List.of(), false);

    private final List<Item> items;
    private final boolean mayEnd;
    private final int cost;
    private final @Nullable ParseState[] steps = new ParseState[256];

    ParseState(List<Item> items, boolean mayEnd) {
        this.items = items;
        this.mayEnd = mayEnd;
        this.cost = mayEnd ? 0 : items.stream().mapToInt(Item::cost).min().orElse(CompletionCosts.NEVER);
    }

    List<Item> items() {
        return items;
    }

    /** Whether the text may end here. */
    boolean mayEnd() {
        return mayEnd;
    }

    /** How many tokens it takes at least to end the text from here. */
    int cost() {
        return cost;
    }

    @Nullable
    ParseState knownStep(int value) {
        return steps[value];
    }

    void rememberStep(int value, ParseState next) {
        steps[value] = next;
    }
}
