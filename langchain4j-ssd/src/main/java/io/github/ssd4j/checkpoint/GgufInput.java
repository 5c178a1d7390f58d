package io.github.ssd4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads the little-endian numbers and strings of a GGUF header one after the other, through a buffer of 64 KiB. Every
 * length is compared with the rest of the file before anything is allocated.
 */
final class GgufInput {

    /** Far above the longest string in use, a chat template. */
    private static final long MAX_STRING_BYTES = 16L << 20;

    private final Path file;
    private final FileChannel channel;
    private final long fileBytes;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    /** Where in the file the buffer's limit lies. */
    private long bufferEnd;

    GgufInput(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.fileBytes = channel.size();
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

    String string(String what) throws IOException {
        int length = count("length of " + what, 1, (int) MAX_STRING_BYTES);
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int part = Math.min(length - done, buffer.capacity());
            need(part, what).get(bytes, done, part);
            done += part;
        }
        return new String(bytes, StandardCharsets.UTF_8);
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
