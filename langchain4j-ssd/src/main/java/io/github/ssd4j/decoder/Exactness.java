package io.github.ssd4j.decoder;

/**
 * How the logits of a token in a pass of several tokens compare with those of a pass of this token alone. It decides whether
 * speculative decoding can change an answer.
 */
public enum Exactness {

    /**
     * The same bits in every pass of up to 32 tokens, however many tokens are fed together. Speculative decoding writes exactly
     * the text of plain decoding.
     */
    BIT_EXACT("bit-exact"),

    /**
     * Equal up to rounding. Where the two most probable tokens are nearly equally probable, rounding can change which one is
     * chosen, and then the text of speculative decoding differs from that of plain decoding.
     */
    EQUAL_UP_TO_ROUNDING("equal up to rounding");

    private final String words;

    Exactness(String words) {
        this.words = words;
    }

    /** In words, for logs and reports. */
    @Override
    public String toString() {
        return words;
    }
}
