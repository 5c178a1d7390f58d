package io.github.ssd4j.chat.grammar;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The tokens by their bytes: a tree whose nodes are numbered such that those below a node follow it. Node 0 is the root.
 * Immutable.
 */
final class TokenTrie {

    static final int ROOT = 0;

    private byte[] labels = new byte[1024];
    private int[] depths = new int[1024];

    /** By node: the first node behind those below it. */
    private int[] ends = new int[1024];

    /** By node, and one more: where its tokens start in {@link #tokens}. */
    private int[] tokenStarts = new int[1024];

    private final int[] tokens;
    private int size;
    private int maxDepth;

    /** By byte: the node below the root, or 0 where there is none. */
    private final int[] firstNodes = new int[256];

    /** @param texts by id; tokens without bytes are left out */
    TokenTrie(byte[][] texts) {
        tokens = IntStream.range(0, texts.length)
                .filter(id -> texts[id].length > 0)
                .boxed()
                .sorted((a, b) -> Arrays.compareUnsigned(texts[a], texts[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        add((byte) 0, 0, 0);
        int[] path =
                new int[Arrays.stream(texts).mapToInt(text -> text.length).max().orElse(0) + 1];
        byte[] previous = {};
        for (int i = 0; i < tokens.length; i++) {
            byte[] text = texts[tokens[i]];
            int mismatch = Arrays.mismatch(previous, text);
            int common = mismatch < 0 ? text.length : mismatch;
            for (int depth = common + 1; depth <= previous.length; depth++) {
                ends[path[depth]] = size;
            }
            for (int depth = common + 1; depth <= text.length; depth++) {
                path[depth] = add(text[depth - 1], depth, i);
            }
            tokenStarts[size] = i + 1;
            previous = text;
        }
        for (int depth = 0; depth <= previous.length; depth++) {
            ends[path[depth]] = size;
        }
        maxDepth = path.length - 1;
        for (int node = 1; node < size; node = ends[node]) {
            firstNodes[label(node)] = node;
        }
    }

    /** The node below the root that the byte leads to; {@link #ROOT} if no token begins with it. */
    int firstNode(int value) {
        return firstNodes[value];
    }

    private int add(byte label, int depth, int firstToken) {
        if (size + 1 == labels.length) {
            labels = Arrays.copyOf(labels, size * 2);
            depths = Arrays.copyOf(depths, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
            tokenStarts = Arrays.copyOf(tokenStarts, size * 2);
        }
        labels[size] = label;
        depths[size] = depth;
        tokenStarts[size] = firstToken;
        tokenStarts[size + 1] = firstToken;
        return size++;
    }

    int size() {
        return size;
    }

    /** The byte, 0 to 255, that leads to the node. */
    int label(int node) {
        return labels[node] & 0xFF;
    }

    int depth(int node) {
        return depths[node];
    }

    /** The length of the longest token. */
    int maxDepth() {
        return maxDepth;
    }

    /** The first node behind those below this one. */
    int end(int node) {
        return ends[node];
    }

    boolean hasChildren(int node) {
        return ends[node] > node + 1;
    }

    /** The node of the longest token that the text has from this position on; {@link #ROOT} if it has none. */
    int longest(byte[] text, int from) {
        int longest = ROOT;
        int node = ROOT;
        for (int i = from; i < text.length && node >= 0; i++) {
            node = child(node, text[i]);
            longest = node >= 0 && tokenCount(node) > 0 ? node : longest;
        }
        return longest;
    }

    private int child(int node, byte label) {
        int child = node + 1;
        while (child < ends[node] && labels[child] != label) {
            child = ends[child];
        }
        return child < ends[node] ? child : -1;
    }

    /** How many tokens end at the node: several may have the same bytes. */
    int tokenCount(int node) {
        return tokenStarts[node + 1] - tokenStarts[node];
    }

    int token(int node, int index) {
        return tokens[tokenStarts[node] + index];
    }
}
