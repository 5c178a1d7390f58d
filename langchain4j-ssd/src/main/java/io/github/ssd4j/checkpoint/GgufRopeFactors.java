package io.github.ssd4j.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a tensor of {@code rotaryDims / 2} floats that divide the rotary frequencies. Converters write the scaling of
 * Llama 3.1 and the two lists of Phi-3 as such tensors instead of metadata. They are no weights of the network: a few
 * hundred bytes.
 */
final class GgufRopeFactors {

    private GgufRopeFactors() {}

    static List<Double> read(StoredTensor tensor, int rotaryDims) {
        List<Long> shape = List.of(rotaryDims / 2L);
        if (tensor.type() != TensorType.F32 || !tensor.shape().equals(shape)) {
            throw new CheckpointException(
                    tensor.file(),
                    "tensor %s must have type F32 and shape %s, but has: %s and %s"
                            .formatted(tensor.name(), shape, tensor.typeName(), tensor.shape()));
        }
        List<Double> factors = new ArrayList<>();
        for (ByteBuffer bytes = bytes(tensor); bytes.hasRemaining(); ) {
            double factor = bytes.getFloat();
            if (!(factor > 0 && Double.isFinite(factor))) {
                throw new CheckpointException(
                        tensor.file(),
                        "tensor %s must hold positive numbers, but holds: %s".formatted(tensor.name(), factor));
            }
            factors.add(factor);
        }
        return factors;
    }

    private static ByteBuffer bytes(StoredTensor tensor) {
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.byteCount()).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(tensor.file())) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, tensor.offset() + bytes.position()) < 0) {
                    throw new EOFException("the file became shorter");
                }
            }
        } catch (IOException e) {
            throw new CheckpointException(tensor.file(), "cannot be read: " + e.getMessage(), e);
        }
        return bytes.flip();
    }
}
