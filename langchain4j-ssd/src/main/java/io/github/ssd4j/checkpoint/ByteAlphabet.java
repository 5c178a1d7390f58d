package io.github.ssd4j.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The printable stand-ins that byte-level BPE (GPT-2) uses for bytes: the printable Latin-1 characters stand for
 * themselves, the other 68 bytes, in ascending order, are the characters from U+0100 on.
 */
final class ByteAlphabet {

    private static final short[] BYTES = new short[0x100 + 68];

    static {
        Arrays.fill(BYTES, (short) -1);
        char next = 0x100;
        for (int value = 0; value < 256; value++) {
            boolean printable = (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
            BYTES[printable ? value : next++] = (short) value;
        }
    }

    private ByteAlphabet() {}

    /** The bytes that a token stands for; a token with a character outside the alphabet stands for itself. */
    static byte[] decode(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            if (c >= BYTES.length || BYTES[c] < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = (byte) BYTES[c];
        }
        return bytes;
    }
}
