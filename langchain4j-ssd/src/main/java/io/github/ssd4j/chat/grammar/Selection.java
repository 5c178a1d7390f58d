package io.github.ssd4j.chat.grammar;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Gathers the tokens that may follow a state, of those behind which the text can be ended at no more than some cost. */
final class Selection {

    private final Machine machine;
    private final int limit;
    private final BitSet tokens;
    private int lowestCost = CompletionCosts.NEVER;
    private int highestCost;

    Selection(Machine machine, int limit) {
        this.machine = machine;
        this.limit = limit;
        this.tokens = new BitSet(machine.vocabulary().size());
    }

    BitSet tokens() {
        return tokens;
    }

    /** The least and the most that it costs to end the text behind one of the tokens. */
    int lowestCost() {
        return lowestCost;
    }

    int highestCost() {
        return highestCost;
    }

    /** All tokens that may come at the start of a text. */
    Selection addFirst(ParseState state) {
        walk(machine.vocabulary().trie(true), TokenTrie.ROOT, state);
        return this;
    }

    /**
     * All tokens that may come within a text. Inside a wide lexeme the trie is not searched: most tokens stay inside whatever
     * comes behind it, so those are known, and only what comes behind has to be looked at.
     */
    Selection add(ParseState state) {
        TokenTrie trie = machine.vocabulary().trie(false);
        Set<ParseState.Item> others = new LinkedHashSet<>();
        for (ParseState.Item item : state.items()) {
            if (!item.lexeme().isWide()) {
                others.add(item);
                continue;
            }
            addInside(item);
            for (int exit : item.table().exits(item.position())) {
                walk(trie, exit, item.after().state(machine));
            }
        }
        if (others.size() == state.items().size()) {
            walk(trie, TokenTrie.ROOT, state);
        } else if (!others.isEmpty()) {
            walk(trie, TokenTrie.ROOT, machine.state(others, false));
        }
        return this;
    }

    private void addInside(ParseState.Item item) {
        LexemeTable.NavigableTokens inside = item.table().inside(item.position());
        if (!inside.isEmpty()) {
            int after = item.after().cost;
            inside.addTo(tokens, limit - after);
            lowestCost = Math.min(lowestCost, inside.lowestCost() + after);
            highestCost = Math.max(highestCost, Math.min(limit, inside.highestCost() + after));
        }
    }

    /** Adds the tokens below the node that lead from the state somewhere. */
    private void walk(TokenTrie trie, int root, ParseState from) {
        int rootDepth = trie.depth(root);
        ParseState[] path = new ParseState[trie.maxDepth() + 1];
        path[rootDepth] = from;
        int node = root + 1;
        while (node < trie.end(root)) {
            int depth = trie.depth(node);
            ParseState state = machine.step(path[depth - 1], trie.label(node));
            if (state == ParseState.DEAD) {
                node = trie.end(node);
                continue;
            }
            path[depth] = state;
            addTokens(trie, node, state.cost());
            node++;
        }
    }

    private void addTokens(TokenTrie trie, int node, int cost) {
        int count = trie.tokenCount(node);
        if (count == 0) {
            return;
        }
        lowestCost = Math.min(lowestCost, cost);
        if (cost <= limit) {
            highestCost = Math.max(highestCost, cost);
            for (int i = 0; i < count; i++) {
                tokens.set(trie.token(node, i));
            }
        }
    }
}
