package io.github.ssd4j.decoder;

/**
 * Keys of the noise by which tokens are sampled: one for each seed and position. The decoder hashes the key with the id of each
 * token, so the noise depends on seed, position and token and on nothing else.
 */
final class ChoiceKey {

    /** An odd number near 2^64 / golden ratio: consecutive positions get keys far apart before they are mixed. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private ChoiceKey() {}

    /** The key for the token at {@code position}, the first of the prompt being at 0. */
    static long of(long seed, int position) {
        return mix(mix(seed) + position * STEP);
    }

    /** The keys for {@code count} positions, the first of them {@code position}. */
    static long[] of(long seed, int position, int count) {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = of(seed, position + i);
        }
        return keys;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    private static long mix(long key) {
        long z = key;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
