package io.github.ssd4j.chat.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
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
        int[][] reached = new int[positions][];
        exits = new int[positions][];
        inside = new NavigableTokens[lexeme.isWide() ? positions : 0];
        List<Map<Integer, BitSet>> tokens = new ArrayList<>();
        Walk walk = new Walk();
        for (int position = 0; position < positions; position++) {
            walk.from(position);
            reached[position] = Arrays.copyOf(walk.reached, walk.reachedCount);
            exits[position] = lexeme.isWide() ? walk.leaving.build().toArray() : NO_NODES;
            tokens.add(walk.tokens);
        }
        costs = costs(reached);
        Arrays.setAll(inside, position -> new NavigableTokens(costs, tokens.get(position)));
    }

    /** How many tokens it takes at least from the position to the end, {@link CompletionCosts#NEVER} for no way. */
    int cost(int position) {
        return costs[position];
    }

    /** The tokens that stay inside; for wide lexemes only. */
    NavigableTokens inside(int position) {
        return inside[position];
    }

    /** The nodes of the trie, with others below, where the lexeme may end. */
    int[] exits(int position) {
        return exits[position];
    }

    /** Where the tokens lead from a position. */
    private final class Walk {

        private final int[] path = new int[trie.maxDepth() + 1];

        /** By position: the last start from which a token led there, and 1. */
        private final int[] seenFrom = new int[lexeme.positions()];

        private final int[] reached = new int[lexeme.positions()];
        private int reachedCount;
        private IntStream.Builder leaving = IntStream.builder();
        private Map<Integer, BitSet> tokens = Map.of();

        void from(int start) {
            reachedCount = 0;
            leaving = IntStream.builder();
            tokens = lexeme.isWide() ? new TreeMap<>() : Map.of();
            if (lexeme.accepts(start)) {
                leaving.add(TokenTrie.ROOT);
            }
            path[0] = start;
            ByteSet first = lexeme.bytes(start);
            for (int value = first.next(0); value >= 0; value = first.next(value + 1)) {
                int node = trie.firstNode(value);
                if (node != TokenTrie.ROOT) {
                    below(node, start);
                }
            }
        }

        private void below(int top, int start) {
            int node = top;
            while (node < trie.end(top)) {
                int depth = trie.depth(node);
                int position = lexeme.next(path[depth - 1], trie.label(node));
                if (position == Lexeme.DEAD) {
                    node = trie.end(node);
                    continue;
                }
                path[depth] = position;
                if (trie.tokenCount(node) > 0) {
                    note(node, position, start);
                }
                if (lexeme.isWide() && lexeme.accepts(position) && trie.hasChildren(node)) {
                    leaving.add(node);
                }
                node++;
            }
        }

        private void note(int node, int position, int start) {
            if (seenFrom[position] != start + 1) {
                seenFrom[position] = start + 1;
                reached[reachedCount++] = position;
            }
            if (lexeme.isWide()) {
                BitSet set = tokens.computeIfAbsent(position, key -> new BitSet());
                for (int i = 0; i < trie.tokenCount(node); i++) {
                    set.set(trie.token(node, i));
                }
            }
        }
    }

    private int[] costs(int[][] reached) {
        int[] result = new int[reached.length];
        Arrays.setAll(result, position -> lexeme.accepts(position) ? 0 : CompletionCosts.NEVER);
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int position = result.length - 1; position >= 0; position--) {
                int best = CompletionCosts.NEVER;
                for (int next : reached[position]) {
                    best = Math.min(best, result[next]);
                }
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
