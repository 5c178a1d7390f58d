package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor as a file's header describes it, before it is known whether the model needs it.
 *
 * @param name as in the file
 * @param typeName as in the file
 * @param type null where the type is not supported
 * @param shape row-major
 * @param offset of the first byte, from the start of the file
 * @param byteCount checked to lie inside the file
 */
record StoredTensor(
        String name,
        String typeName,
        @Nullable TensorType type,
        List<Long> shape,
        Path file,
        long offset,
        long byteCount) {

    long end() {
        return offset + byteCount;
    }
}
