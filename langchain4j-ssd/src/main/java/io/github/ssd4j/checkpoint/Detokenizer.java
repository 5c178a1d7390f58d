package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a single token contributes to the text, as bytes of UTF-8, of which a character may need several tokens. It
 * does what the {@code decoder} of a {@code tokenizer.json} asks for, token by token instead of for a whole list.
 *
 * @param replacements made in every token, in this order
 * @param encoding how the token, after the replacements, stands for bytes
 * @param stripStart at most so many spaces are dropped from the start of the whole text
 * @param dropInFirst removed from the first token of a text before the replacements; empty for nothing
 */
record Detokenizer(List<Replacement> replacements, Encoding encoding, int stripStart, String dropInFirst) {

    /** Every occurrence of one literal text by another. */
    record Replacement(String text, String by) {
        Replacement {
            Ensure.that(!text.isEmpty(), "text cannot be empty");
        }
    }

    enum Encoding {
        /** The token is text. */
        TEXT,
        /** The token is text, except that {@code <0x0A>} is one byte. */
        BYTE_FALLBACK,
        /** The characters of the token are those of {@link ByteAlphabet}. */
        BYTE_LEVEL
    }

    /** Byte-level BPE. */
    static final Detokenizer BYTE_LEVEL = new Detokenizer(List.of(), Encoding.BYTE_LEVEL, 0, "");

    Detokenizer {
        replacements = List.copyOf(replacements);
    }

    byte[] bytes(String token, boolean first) {
        String text = first && !dropInFirst.isEmpty() ? token.replace(dropInFirst, "") : token;
        for (Replacement replacement : replacements) {
            text = text.replace(replacement.text(), replacement.by());
        }
        return switch (encoding) {
            case TEXT -> text.getBytes(StandardCharsets.UTF_8);
            case BYTE_LEVEL -> ByteAlphabet.decode(text);
            case BYTE_FALLBACK -> {
                int value = byteToken(text);
                yield value < 0 ? text.getBytes(StandardCharsets.UTF_8) : new byte[] {(byte) value};
            }
        };
    }

    /** The byte that {@code <0x0A>} names, or -1 for any other token. */
    private static int byteToken(String token) {
        if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
            return -1;
        }
        int high = Character.digit(token.charAt(3), 16);
        int low = Character.digit(token.charAt(4), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
