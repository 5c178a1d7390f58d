package io.github.ssd4j.decoder;

import io.github.ssd4j.internal.Ensure;
import java.util.BitSet;

/**
 * A set of token ids, those that may come next. Immutable.
 *
 * <p>A decoder keeps the masks it has seen on its device and knows them by identity: hand it the same object for the same set
 * wherever that is easy.
 */
public final class TokenMask {

    private final long[] words;
    private final int count;

    private TokenMask(long[] words, int count) {
        this.words = words;
        this.count = count;
    }

    /** A mask of these token ids, at least one. */
    public static TokenMask of(BitSet allowed) {
        Ensure.that(!allowed.isEmpty(), "a mask must allow at least one token");
        return new TokenMask(allowed.toLongArray(), allowed.cardinality());
    }

    public boolean allows(int token) {
        int word = token >> 6;
        return word < words.length && ((words[word] >>> token) & 1) != 0;
    }

    /** How many tokens it allows. */
    public int count() {
        return count;
    }

    /** The smallest id that it allows. */
    public int first() {
        int word = 0;
        while (words[word] == 0) {
            word++;
        }
        return 64 * word + Long.numberOfTrailingZeros(words[word]);
    }

    /** Bit {@code id % 64} of word {@code id / 64}; what lies behind the last word is not allowed. */
    long[] words() {
        return words;
    }
}
