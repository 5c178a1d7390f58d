package io.github.ssd4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads the little-endian numbers and strings of a GGUF header one after the other, through a buffer of 64 KiB. Every
 * length is compared with the rest of the file, and counted in a {@link HeapBudget}, before anything is allocated.
 */
final class GgufInput {

    /** Far above the longest string in use, a chat template. */
    private static final int MAX_STRING_BYTES = 16 << 20;

    /** The format's limit for keys; names of tensors are shorter still. */
    private static final int MAX_NAME_BYTES = (1 << 16) - 1;

    /** UTF-16 in the worst case, and the bytes that it is made of. */
    private static final int BYTES_PER_CHARACTER = 3;

    private final Path file;
    private final FileChannel channel;
    private final long fileBytes;
    private final HeapBudget heap;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    /** Where in the file the buffer's limit lies. */
    private long bufferEnd;

    GgufInput(Path file, FileChannel channel, HeapBudget heap) throws IOException {
        this.file = file;
        this.channel = channel;
        this.fileBytes = channel.size();
        this.heap = heap;
        buffer.limit(0);
    }

    Path file() {
        return file;
    }

    long fileBytes() {
        return fileBytes;
    }

    /** Bytes read so far. */
    long position() {
        return bufferEnd - buffer.remaining();
    }

    /** Bytes from here to the end of the file. */
    long remaining() {
        return fileBytes - position();
    }

    byte int8(String what) throws IOException {
        return need(Byte.BYTES, what).get();
    }

    short int16(String what) throws IOException {
        return need(Short.BYTES, what).getShort();
    }

    int int32(String what) throws IOException {
        return need(Integer.BYTES, what).getInt();
    }

    long int64(String what) throws IOException {
        return need(Long.BYTES, what).getLong();
    }

    float float32(String what) throws IOException {
        return need(Float.BYTES, what).getFloat();
    }

    double float64(String what) throws IOException {
        return need(Double.BYTES, what).getDouble();
    }

    HeapBudget heap() {
        return heap;
    }

    /**
     * An unsigned 64-bit count of things that follow.
     *
     * @param bytesEach the least that one of them takes
     * @param max the largest count that makes sense
     */
    int count(String what, long bytesEach, int max) throws IOException {
        long count = int64(what);
        long limit = Math.min(max, remaining() / bytesEach);
        if (count < 0 || count > limit) {
            throw new CheckpointException(
                    file,
                    "%s must be at most %d (%d bytes are left in the file), but is: %s"
                            .formatted(what, limit, remaining(), Long.toUnsignedString(count)));
        }
        return (int) count;
    }

    /** A key or the name of a tensor. */
    String name(String what) throws IOException {
        return string(what, MAX_NAME_BYTES);
    }

    String string(String what) throws IOException {
        return string(what, MAX_STRING_BYTES);
    }

    private String string(String what, int maxBytes) throws IOException {
        int length = count("length of " + what, 1, maxBytes);
        heap.take(HeapBudget.STRING_BYTES + (long) BYTES_PER_CHARACTER * length, what);
        return new String(bytes(length, what), StandardCharsets.UTF_8);
    }

    /** The next so many bytes, which the caller has counted. */
    byte[] bytes(int length, String what) throws IOException {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int part = Math.min(length - done, buffer.capacity());
            need(part, what).get(bytes, done, part);
            done += part;
        }
        return bytes;
    }

    private ByteBuffer need(int bytes, String what) throws IOException {
        if (buffer.remaining() < bytes) {
            if (remaining() < bytes) {
                throw new CheckpointException(
                        file,
                        "the file ends at byte %d inside the header, where %s should be".formatted(fileBytes, what));
            }
            fill(bytes);
        }
        return buffer;
    }

    private void fill(int bytes) throws IOException {
        buffer.compact();
        while (buffer.position() < bytes) {
            int count = channel.read(buffer, bufferEnd);
            if (count < 0) {
                throw new CheckpointException(file, "the file became shorter while it was read");
            }
            bufferEnd += count;
        }
        buffer.flip();
    }
}
