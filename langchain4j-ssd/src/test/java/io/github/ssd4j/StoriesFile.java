package io.github.ssd4j;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The GGUF file of stories260K with other metadata: what its weights compute stays the same. */
final class StoriesFile {

    static final Path GGUF = Path.of("src", "test", "resources", "stories260K", "stories260K.gguf");

    /** The token {@code .}, which ends the first sentence behind "Once upon a time": token 10 of the answer, counted from 0. */
    static final int DOT = 426;

    static final int NORMAL = 1;
    static final int CONTROL = 3;

    private static final int ALIGNMENT = 32;
    private static final int KEY_COUNT_AT = 16;
    private static final int KEYS_AT = 24;

    private byte[] bytes = Files.readAllBytes(GGUF);

    StoriesFile() throws IOException {}

    /** Gives the token {@link #DOT} another text and type. */
    StoriesFile rename(String text, int type) {
        byte[] before = {1, 0, 0, 0, 0, 0, 0, 0, 'u'};
        byte[] dot = {1, 0, 0, 0, 0, 0, 0, 0, '.'};
        int at = indexOf(concat(before, dot)) + before.length;
        // the list of types begins behind the numbers of its own type, its elements' and its length
        int types = indexOf("tokenizer.ggml.token_type".getBytes(StandardCharsets.UTF_8)) + 25 + 4 + 4 + 8;
        buffer().putInt(types + DOT * Integer.BYTES, type);
        replace(at, dot.length, string(text));
        return this;
    }

    StoriesFile with(String key, float value) {
        return with(key, concat(number(6), floatBytes(value)));
    }

    StoriesFile with(String key, String value) {
        return with(key, concat(number(8), string(value)));
    }

    /** Writes the file, its header filled up so that the weights begin at a round address again. */
    Path writeTo(Path file) throws IOException {
        int grown = bytes.length - (int) Files.size(GGUF);
        int entry = 8 + 4 + 4 + 8; // key "fill" with an empty text
        int room = Math.floorMod(-grown - entry, ALIGNMENT);
        with("fill", " ".repeat(room));
        return Files.write(file, bytes);
    }

    private StoriesFile with(String key, byte[] value) {
        ByteBuffer header = buffer();
        header.putLong(KEY_COUNT_AT, header.getLong(KEY_COUNT_AT) + 1);
        replace(KEYS_AT, 0, concat(string(key), value));
        return this;
    }

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void replace(int at, int length, byte[] by) {
        bytes = concat(Arrays.copyOf(bytes, at), by, Arrays.copyOfRange(bytes, at + length, bytes.length));
    }

    private int indexOf(byte[] wanted) {
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        throw new IllegalStateException("not in the file");
    }

    private static byte[] string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return concat(number(utf8.length), number(0), utf8);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] floatBytes(float value) {
        return number(Float.floatToRawIntBits(value));
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
