package io.github.ssd4j.internal;

/** Halves of surrogate pairs that stand alone: Java's texts can hold them, UTF-8 cannot. */
public final class Surrogates {

    private static final char REPLACEMENT = '\uFFFD';

    private Surrogates() {}

    /** {@code text} with U+FFFD in the place of every half that stands alone; of the same length. */
    public static String replaceLone(String text) {
        char[] replaced = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                replaced = replaced == null ? text.toCharArray() : replaced;
                replaced[i] = REPLACEMENT;
            }
        }
        return replaced == null ? text : new String(replaced);
    }
}
