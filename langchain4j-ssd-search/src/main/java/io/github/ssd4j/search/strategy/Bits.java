package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.SkipSet;

/** A set as a vector of zeros and ones in words of 64, which count differences fast. Attention is at even places. */
final class Bits {

    private static final long EVEN = 0x5555_5555_5555_5555L;

    private final long[] words;
    private final int size;

    private Bits(long[] words, int size) {
        this.words = words;
        this.size = size;
    }

    static Bits of(SkipSet set) {
        long[] words = new long[(set.subLayers() + Long.SIZE - 1) / Long.SIZE];
        set.stream().forEach(subLayer -> words[subLayer / Long.SIZE] |= 1L << subLayer % Long.SIZE);
        return new Bits(words, set.size());
    }

    /** How many are ones. */
    int size() {
        return size;
    }

    /** In how many attentions it differs from a vector of the same length. */
    int attentionDistance(Bits other) {
        int distance = 0;
        for (int i = 0; i < words.length; i++) {
            distance += Long.bitCount((words[i] ^ other.words[i]) & EVEN);
        }
        return distance;
    }

    /** In how many MLPs it differs from a vector of the same length. */
    int mlpDistance(Bits other) {
        int distance = 0;
        for (int i = 0; i < words.length; i++) {
            distance += Long.bitCount((words[i] ^ other.words[i]) & ~EVEN);
        }
        return distance;
    }
}
