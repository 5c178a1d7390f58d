package io.github.ssd4j.chat.grammar;

/** A set of bytes, each as 0 to 255. Not thread-safe while it is filled. */
final class ByteSet {

    private final long[] words = new long[4];

    /** Adds the bytes from {@code first} to {@code last}, both inside. */
    void addRange(int first, int last) {
        for (int value = first; value <= last; value++) {
            words[value >> 6] |= 1L << value;
        }
    }

    void addAll(ByteSet other) {
        for (int i = 0; i < words.length; i++) {
            words[i] |= other.words[i];
        }
    }

    boolean contains(int value) {
        return (words[value >> 6] >>> value & 1) != 0;
    }

    /** The first byte from {@code from} on; -1 if there is none. */
    int next(int from) {
        for (int i = from >> 6; i < words.length; i++) {
            long word = i == from >> 6 ? words[i] & -1L << from : words[i];
            if (word != 0) {
                return (i << 6) + Long.numberOfTrailingZeros(word);
            }
        }
        return -1;
    }
}
