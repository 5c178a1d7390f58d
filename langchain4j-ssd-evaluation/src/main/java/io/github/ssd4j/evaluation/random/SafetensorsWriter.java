package io.github.ssd4j.evaluation.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.evaluation.random.ModelShape.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Writes one safetensors file of random weights: the header's length in 8 bytes, the header in JSON, then the tensors
 * without gaps. Weights pass through one buffer of 4 MiB outside the heap.
 */
final class SafetensorsWriter {

    private static final int BUFFER_BYTES = 4 << 20;

    private final ObjectMapper json = new ObjectMapper();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final WeightFormat format;
    private final long seed;

    SafetensorsWriter(WeightFormat format, long seed) {
        this.format = format;
        this.seed = seed;
    }

    /** Writes the file; {@code progress} hears the bytes of each piece that was written. */
    void write(Path file, List<Tensor> tensors, LongConsumer progress) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeFully(channel, header(tensors));
            for (Tensor tensor : tensors) {
                writeTensor(channel, tensor, progress);
            }
        }
    }

    private void writeTensor(FileChannel channel, Tensor tensor, LongConsumer progress) throws IOException {
        // Seeded by name: a tensor's values depend neither on the order of writing nor on the shards.
        RandomWeights weights =
                new RandomWeights(format, tensor.deviation(), seed ^ RandomWeights.mix(hash(tensor.name())));
        long left = tensor.elements() * format.bytes();
        while (left > 0) {
            int piece = (int) Math.min(left, BUFFER_BYTES);
            buffer.clear().limit(piece);
            weights.fill(buffer);
            writeFully(channel, buffer.flip());
            left -= piece;
            progress.accept(piece);
        }
    }

    private ByteBuffer header(List<Tensor> tensors) {
        ObjectNode root = json.createObjectNode();
        root.putObject("__metadata__").put("format", "pt");
        long offset = 0;
        for (Tensor tensor : tensors) {
            ObjectNode entry = root.putObject(tensor.name()).put("dtype", format.name());
            tensor.shape().forEach(entry.withArray("shape")::add);
            entry.withArray("data_offsets").add(offset);
            offset += tensor.elements() * format.bytes();
            entry.withArray("data_offsets").add(offset);
        }
        byte[] text = root.toString().getBytes(StandardCharsets.UTF_8);
        // The format pads the header with spaces so that the data starts at a multiple of 8.
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        ByteBuffer header = ByteBuffer.allocate(8 + padded.length).order(ByteOrder.LITTLE_ENDIAN);
        return header.putLong(padded.length).put(padded).flip();
    }

    /** FNV-1a; {@code String.hashCode} gives names that differ in one digit neighbouring values. */
    private static long hash(String text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
