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
    static final ParseState DEAD = new ParseState(List.of(), false, new ByteSet());

    private static final int ROW = 16;

    private final List<Item> items;
    private final boolean mayEnd;
    private final int cost;
    private final ByteSet bytes;

    /** In rows of 16 bytes, most of which never come into being. */
    private final @Nullable ParseState[][] steps = new ParseState[ROW][];

    /** @param bytes those that may come next; no others do */
    ParseState(List<Item> items, boolean mayEnd, ByteSet bytes) {
        this.items = items;
        this.mayEnd = mayEnd;
        this.bytes = bytes;
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

    /** The bytes that may come next: some may turn out to lead nowhere, others surely do. */
    ByteSet bytes() {
        return bytes;
    }

    @Nullable
    ParseState knownStep(int value) {
        ParseState[] row = steps[value / ROW];
        return row == null ? null : row[value % ROW];
    }

    /** Returns whether that took more memory. */
    boolean rememberStep(int value, ParseState next) {
        ParseState[] row = steps[value / ROW];
        boolean isNew = row == null;
        if (row == null) {
            row = new ParseState[ROW];
            steps[value / ROW] = row;
        }
        row[value % ROW] = next;
        return isNew;
    }
}
