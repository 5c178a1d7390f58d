package io.github.ssd4j.chat.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A rule without rules inside: a deterministic automaton over bytes. Its positions are numbered from 0, where it starts; it
 * does not accept the empty byte string.
 */
final class Lexeme extends Rule {

    /** What {@link #next} gives where no byte string goes on. */
    static final int DEAD = -1;

    private static final int START = 0;

    /** By position: first byte, last byte, target, and so on. */
    private final int[][] edges;

    private final BitSet accepting;
    private final boolean shared;
    private final boolean wide;

    private Lexeme(Builder builder, boolean shared, boolean wide) {
        this.edges = builder.edges.toArray(int[][]::new);
        this.accepting = builder.accepting;
        this.shared = shared;
        this.wide = wide;
        if (accepting.get(START)) {
            throw new IllegalStateException("a lexeme must not accept the empty text");
        }
    }

    static Rule literal(String text) {
        return text.isEmpty() ? empty() : words(List.of(text));
    }

    /** One of the words, at least one, none of them empty. */
    static Lexeme words(List<String> words) {
        Builder builder = new Builder();
        List<Map<Integer, Integer>> children = new ArrayList<>(List.of(new TreeMap<>()));
        for (String word : words) {
            int position = START;
            for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
                Map<Integer, Integer> known = children.get(position);
                Integer next = known.get(b & 0xFF);
                if (next == null) {
                    next = builder.position();
                    children.add(new TreeMap<>());
                    known.put(b & 0xFF, next);
                    builder.edge(position, b & 0xFF, b & 0xFF, next);
                }
                position = next;
            }
            builder.accept(position);
        }
        return new Lexeme(builder, false, false);
    }

    int positions() {
        return edges.length;
    }

    /** The position behind the byte, 0 to 255, or {@link #DEAD}. */
    int next(int position, int value) {
        int[] row = edges[position];
        for (int i = 0; i < row.length; i += 3) {
            if (row[i] <= value && value <= row[i + 1]) {
                return row[i + 2];
            }
        }
        return DEAD;
    }

    /** The bytes that go on from the position. */
    ByteSet bytes(int position) {
        ByteSet bytes = new ByteSet();
        int[] row = edges[position];
        for (int i = 0; i < row.length; i += 3) {
            bytes.addRange(row[i], row[i + 1]);
        }
        return bytes;
    }

    boolean accepts(int position) {
        return accepting.get(position);
    }

    /** Whether it belongs to no single grammar. */
    boolean isShared() {
        return shared;
    }

    /** Whether most tokens may come inside it. */
    boolean isWide() {
        return wide;
    }

    /** For one automaton; position 0 is there from the start. */
    static final class Builder {

        private final List<int[]> edges = new ArrayList<>(List.of(new int[0]));
        private final BitSet accepting = new BitSet();

        /** Adds a position. */
        int position() {
            edges.add(new int[0]);
            return edges.size() - 1;
        }

        /** The bounds are both inside; edges of one position must not overlap. */
        Builder edge(int from, int firstByte, int lastByte, int to) {
            int[] row = edges.get(from);
            int[] longer = Arrays.copyOf(row, row.length + 3);
            longer[row.length] = firstByte;
            longer[row.length + 1] = lastByte;
            longer[row.length + 2] = to;
            edges.set(from, longer);
            return this;
        }

        /** An edge for each of these characters of ASCII. */
        Builder edges(int from, String characters, int to) {
            characters.chars().forEach(c -> edge(from, c, c, to));
            return this;
        }

        Builder accept(int position) {
            accepting.set(position);
            return this;
        }

        /** One that all grammars share. */
        Lexeme build() {
            return new Lexeme(this, true, false);
        }

        /** The same, where most tokens may come inside. */
        Lexeme buildWide() {
            return new Lexeme(this, true, true);
        }
    }
}
