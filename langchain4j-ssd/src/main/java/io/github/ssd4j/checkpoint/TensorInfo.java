package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import java.nio.file.Path;
import java.util.List;

/**
 * Where one weight lies and how it is stored.
 *
 * @param name the Hugging Face name, for GGUF files too: {@code model.layers.0.self_attn.q_proj.weight}
 * @param type the encoding of the elements
 * @param shape row-major, {@code [out, in]} for matrices
 * @param file the file that holds the bytes
 * @param offset of the first byte, from the start of the file
 * @param byteCount stored size, equal to {@code type.bytes(elements())}
 */
public record TensorInfo(String name, TensorType type, List<Long> shape, Path file, long offset, long byteCount) {

    public TensorInfo {
        Ensure.notBlank(name, "name");
        Ensure.notNull(type, "type");
        Ensure.notNull(file, "file");
        shape = List.copyOf(shape);
        for (long size : shape) {
            Ensure.that(size > 0, "shape of %s must have positive sizes, but is: %s", name, shape);
        }
        Ensure.that(offset >= 0, "offset of %s must not be negative, but is: %s", name, offset);
        long expected = type.bytes(product(shape));
        Ensure.that(byteCount == expected, "byteCount of %s must be %s, but is: %s", name, expected, byteCount);
    }

    /** Number of elements: the product of the shape. */
    public long elements() {
        return product(shape);
    }

    private static long product(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).reduce(1L, Math::multiplyExact);
    }
}
