package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.TokenSequence;

/**
 * Where the last tokens of a conversation occurred before: for each position the last one, two and three tokens before it, in hash
 * chains from the newest occurrence to older ones. It grows with the text and belongs to one conversation.
 *
 * <p>To add a token and to ask take well below a microsecond, whatever the length. Memory: {@value #BYTES_PER_TOKEN} bytes for each
 * token at most.
 */
final class LookUpIndex {

    /** The longest context with a chain of its own. Longer matches are found by comparing the text. */
    static final int ORDERS = 3;

    /** Matches are measured up to this length; what is longer is no surer. */
    static final int MAX_MATCH = 8;

    /** One link and at most four heads for each order, while the arrays are half full. */
    static final int BYTES_PER_TOKEN = ORDERS * (2 * 4 + 4 * 4);

    /** Bounds the time of a question where a token is frequent. */
    private static final int MAX_STEPS = 32;

    private static final int INITIAL_CAPACITY = 256;

    private final TokenSequence tokens;
    private final int maxSteps;
    private int[][] previous = new int[ORDERS][INITIAL_CAPACITY];
    private int[][] heads = new int[ORDERS][2 * INITIAL_CAPACITY];

    /** Positions below this one have been added. */
    private int length = 1;

    /** Starts empty. */
    LookUpIndex(TokenSequence tokens) {
        this(tokens, MAX_STEPS);
    }

    /** @param maxSteps how many links of a chain a question follows */
    LookUpIndex(TokenSequence tokens, int maxSteps) {
        this.tokens = tokens;
        this.maxSteps = maxSteps;
    }

    /** Adds the tokens at positions below {@code end}, which must stay as they are from now on. */
    void extendTo(int end) {
        if (end > previous[0].length) {
            grow(end);
        }
        for (; length < end; length++) {
            insert(length);
        }
    }

    private void grow(int end) {
        int capacity = Math.max(end, 2 * previous[0].length);
        previous = new int[ORDERS][capacity];
        heads = new int[ORDERS][Integer.highestOneBit(2 * capacity - 1) << 1];
        for (int position = 1; position < length; position++) {
            insert(position);
        }
    }

    private void insert(int position) {
        for (int order = 0; order < ORDERS && order < position; order++) {
            int bucket = bucket(order, position);
            previous[order][position] = heads[order][bucket];
            heads[order][bucket] = position; // 0 ends a chain: nothing comes before the first token
        }
    }

    /** Of the {@code order + 1} tokens before {@code position}. */
    private int bucket(int order, int position) {
        int hash = 0;
        for (int i = 1; i <= order + 1; i++) {
            hash = (hash + tokens.get(position - i)) * 0x9E3779B1;
            hash ^= hash >>> 15;
        }
        return hash & (heads[order].length - 1);
    }

    /**
     * Finds the positions behind the longest earlier occurrences of the last tokens, drafts included.
     *
     * @param found is filled with positions, the newest first; as many as it has room for
     * @return how many were found, and how many tokens before each of them are the last tokens
     */
    Match find(int[] found) {
        for (int order = Math.min(ORDERS, tokens.length()) - 1; order >= 0; order--) {
            Match match = find(order, found);
            if (match.count() > 0) {
                return match;
            }
        }
        return Match.NONE;
    }

    /**
     * Occurrences that match over equally many tokens.
     *
     * @param count how many
     * @param length tokens that match, at most {@link #MAX_MATCH}
     */
    record Match(int count, int length) {
        static final Match NONE = new Match(0, 0);
    }

    private Match find(int order, int[] found) {
        int end = tokens.length();
        int best = order + 1;
        int count = 0;
        int position = heads[order][bucket(order, end)];
        for (int step = 0; position > 0 && step < maxSteps; step++) {
            int matched = matched(position, end);
            if (matched > best) {
                best = matched;
                count = 0;
            }
            if (matched == best && count < found.length) {
                found[count++] = position;
            }
            position = previous[order][position];
        }
        return new Match(count, best);
    }

    /** How many tokens before two positions are the same. */
    private int matched(int a, int b) {
        int matched = 0;
        while (matched < MAX_MATCH && matched < a && tokens.get(a - 1 - matched) == tokens.get(b - 1 - matched)) {
            matched++;
        }
        return matched;
    }
}
