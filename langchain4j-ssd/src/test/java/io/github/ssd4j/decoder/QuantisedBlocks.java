package io.github.ssd4j.decoder;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.checkpoint.TensorType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The blocks of {@code golden/gguf-quants.json}, made as tools/golden/gguf_quants.py makes them. */
final class QuantisedBlocks {

    private static final int HASH_BYTES = 32;

    private final JsonNode golden;
    private final TensorType type;
    private final int[] scales;

    /** @param type an element of the list of types in the file */
    QuantisedBlocks(JsonNode golden, JsonNode type) {
        this.golden = golden;
        this.type = TensorType.valueOf(type.get("type").textValue());
        this.scales = GoldenFile.ints(type.get("scales"));
    }

    /** Blocks with any bits, and finite scales. */
    byte[] random() {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (int i = 0; i < golden.get("random_blocks").intValue(); i++) {
            blocks.writeBytes(random(i));
        }
        return blocks.toByteArray();
    }

    private byte[] random(int number) {
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        for (int i = 0; i * HASH_BYTES < type.blockBytes(); i++) {
            hashes.writeBytes(hash("%s %d %d".formatted(type, number, i).getBytes(StandardCharsets.US_ASCII)));
        }
        byte[] block = Arrays.copyOf(hashes.toByteArray(), type.blockBytes());
        for (int at : scales) {
            if ((block[at + 1] & 0x7C) == 0x7C) {
                block[at + 1] &= (byte) 0xBF;
            }
        }
        if (scales.length == 0) {
            int largest = golden.get("largest_exponent").intValue();
            block[0] = (byte) Math.min(Byte.toUnsignedInt(block[0]), largest);
        }
        return block;
    }

    /** Every scale of the list with every filling byte. */
    byte[] corners() {
        int[] corners = GoldenFile.ints(golden.get(scales.length == 0 ? "corner_exponents" : "corner_scales"));
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (int i = 0; i < corners.length; i++) {
            for (int fill : GoldenFile.ints(golden.get("corner_fills"))) {
                byte[] block = new byte[type.blockBytes()];
                Arrays.fill(block, (byte) fill);
                ByteBuffer buffer = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
                for (int which = 0; which < scales.length; which++) {
                    buffer.putShort(scales[which], (short) corners[(i + which) % corners.length]);
                }
                if (scales.length == 0) {
                    block[0] = (byte) corners[i];
                }
                blocks.writeBytes(block);
            }
        }
        return blocks.toByteArray();
    }

    /** SHA-256 of the values as little-endian float32, in hexadecimal digits. */
    static String checksum(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return checksum(bytes.array());
    }

    static String checksum(byte[] bytes) {
        return HexFormat.of().formatHex(hash(bytes));
    }

    private static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
