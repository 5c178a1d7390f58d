package io.github.ssd4j.chat.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What the tokens of a vocabulary do inside a lexeme, whatever stands around it. Immutable. */
final class LexemeTable {

    private static final int[] NO_NODES = {};

    private final TokenTrie trie;
    private final Lexeme lexeme;

    /** By position: how many tokens it takes at least to end there. */
    private final int[] costs;

    /** By position, for wide lexemes only: the tokens that stay inside, by what it costs behind them. */
    private final NavigableTokens[] inside;

    private final int[][] exits;

    LexemeTable(TokenTrie trie, Lexeme lexeme) {
        this.trie = trie;
        this.lexeme = lexeme;
        int positions = lexeme.positions();
        BitSet[] reached = new BitSet[positions];
        Map<Integer, BitSet>[] tokens = newArray(positions);
        exits = new int[positions][];
        for (int position = 0; position < positions; position++) {
            reached[position] = new BitSet();
            tokens[position] = new TreeMap<>();
            exits[position] = walk(position, reached[position], tokens[position]);
        }
        costs = costs(reached);
        inside = new NavigableTokens[positions];
        Arrays.setAll(inside, position -> new NavigableTokens(costs, tokens[position]));
    }

    /** How many tokens it takes at least from the position to the end, {@link CompletionCosts#NEVER} for no way. */
    int cost(int position) {
        return costs[position];
    }

    /** The tokens that stay inside; none for lexemes that are not wide. */
    NavigableTokens inside(int position) {
        return inside[position];
    }

    /** The nodes of the trie, with others below, where the lexeme may end. */
    int[] exits(int position) {
        return exits[position];
    }

    @SuppressWarnings("unchecked")
    private static Map<Integer, BitSet>[] newArray(int length) {
        return (Map<Integer, BitSet>[]) new Map<?, ?>[length];
    }

    /** Notes where the tokens lead from the position and returns where they may leave. */
    private int[] walk(int start, BitSet reached, Map<Integer, BitSet> tokens) {
        IntStream.Builder leaving = IntStream.builder();
        if (lexeme.accepts(start)) {
            leaving.add(TokenTrie.ROOT);
        }
        int[] path = new int[trie.maxDepth() + 1];
        path[0] = start;
        int node = 1;
        while (node < trie.size()) {
            int depth = trie.depth(node);
            int position = lexeme.next(path[depth - 1], trie.label(node));
            if (position == Lexeme.DEAD) {
                node = trie.end(node);
                continue;
            }
            path[depth] = position;
            if (trie.tokenCount(node) > 0) {
                reached.set(position);
                note(node, tokens, position);
            }
            if (lexeme.isWide() && lexeme.accepts(position) && trie.hasChildren(node)) {
                leaving.add(node);
            }
            node++;
        }
        return lexeme.isWide() ? leaving.build().toArray() : NO_NODES;
    }

    private void note(int node, Map<Integer, BitSet> tokens, int position) {
        if (lexeme.isWide()) {
            BitSet set = tokens.computeIfAbsent(position, key -> new BitSet());
            for (int i = 0; i < trie.tokenCount(node); i++) {
                set.set(trie.token(node, i));
            }
        }
    }

    private int[] costs(BitSet[] reached) {
        int[] result = new int[reached.length];
        Arrays.setAll(result, position -> lexeme.accepts(position) ? 0 : CompletionCosts.NEVER);
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int position = result.length - 1; position >= 0; position--) {
                int best = reached[position].stream()
                        .map(next -> result[next])
                        .min()
                        .orElse(CompletionCosts.NEVER);
                if (best + 1 < result[position]) {
                    result[position] = best + 1;
                    changed = true;
                }
            }
        }
        return result;
    }

    /** Sets of tokens by what it costs to end the lexeme behind them. */
    static final class NavigableTokens {

        private final TreeMap<Integer, BitSet> upTo = new TreeMap<>();

        private NavigableTokens(int[] costs, Map<Integer, BitSet> byPosition) {
            byPosition.forEach((position, tokens) -> {
                if (costs[position] < CompletionCosts.NEVER) {
                    upTo.computeIfAbsent(costs[position], key -> new BitSet()).or(tokens);
                }
            });
            BitSet sum = new BitSet();
            upTo.forEach((cost, tokens) -> {
                tokens.or(sum);
                sum.or(tokens);
            });
        }

        /** Adds to the set those behind which the end costs at most so much. */
        void addTo(BitSet set, int limit) {
            Map.Entry<Integer, BitSet> entry = upTo.floorEntry(limit);
            if (entry != null) {
                set.or(entry.getValue());
            }
        }

        boolean isEmpty() {
            return upTo.isEmpty();
        }

        int lowestCost() {
            return upTo.firstKey();
        }

        int highestCost() {
            return upTo.lastKey();
        }
    }
}
