package io.github.ssd4j.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a GGUF file, version 2 or 3, little endian: key-value metadata, then name, shape, type and place of
 * every tensor, then (aligned) the data. Or, as {@link GgufParts} reads it, of all files of a model that is split.
 *
 * @param tensors by the name in the file, with row-major shapes
 */
record GgufFile(GgufMetadata metadata, Map<String, StoredTensor> tensors) {

    private static final int MAGIC = 0x46554747; // "GGUF"
    private static final int MAX_KEYS = 1 << 16;
    private static final int MAX_TENSORS = 1 << 17;
    private static final int MAX_DIMENSIONS = 4;
    private static final int MAX_ALIGNMENT = 1 << 20;

    /** A key takes its length and its type, a tensor its name's length, dimensions, type and offset, at least. */
    private static final int MIN_KEY_BYTES = 12;

    private static final int MIN_TENSOR_BYTES = 24;

    /** What a tensor takes on the heap beside its name, as listed and as placed. */
    private static final int TENSOR_HEAP_BYTES = 500;

    /** A tensor as listed, its place still relative to the start of the data. */
    private record Listed(String name, List<Long> shape, int typeId, long relativeOffset) {}

    static GgufFile read(Path file) {
        return read(file, new HeapBudget(file));
    }

    /** @param heap of all files that are read together */
    static GgufFile read(Path file, HeapBudget heap) {
        try (FileChannel channel = FileChannel.open(file)) {
            return read(new GgufInput(file, channel, heap));
        } catch (IOException e) {
            throw new CheckpointException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static GgufFile read(GgufInput in) throws IOException {
        int magic = in.int32("the magic number");
        if (magic != MAGIC) {
            throw new CheckpointException(
                    in.file(),
                    "must start with the letters GGUF, but starts with: 0x%08x".formatted(Integer.reverseBytes(magic)));
        }
        int version = in.int32("the version");
        if (version != 2 && version != 3) {
            throw new CheckpointException(
                    in.file(),
                    "GGUF version %s is not supported; supported: 2, 3, little endian"
                            .formatted(Integer.toUnsignedString(version)));
        }
        int tensorCount = in.count("number of tensors", MIN_TENSOR_BYTES, MAX_TENSORS);
        int keyCount = in.count("number of metadata keys", MIN_KEY_BYTES, MAX_KEYS);
        GgufMetadata metadata = GgufMetadata.read(in, keyCount);
        List<Listed> listed = new ArrayList<>();
        for (int i = 0; i < tensorCount; i++) {
            listed.add(listed(in));
        }
        return new GgufFile(metadata, place(in, metadata, listed));
    }

    private static Listed listed(GgufInput in) throws IOException {
        in.heap().take(TENSOR_HEAP_BYTES, "the list of tensors");
        String name = in.name("name of a tensor");
        int dimensions = in.int32("number of dimensions of " + name);
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw new CheckpointException(
                    in.file(),
                    "tensor %s must have 1 to %d dimensions, but has: %s"
                            .formatted(name, MAX_DIMENSIONS, Integer.toUnsignedString(dimensions)));
        }
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < dimensions; i++) {
            long size = in.int64("shape of " + name);
            if (size < 1) {
                throw new CheckpointException(
                        in.file(),
                        "tensor %s must have positive sizes, but has: %s".formatted(name, Long.toUnsignedString(size)));
            }
            shape.add(size);
        }
        // the file lists the fastest varying dimension first
        Collections.reverse(shape);
        return new Listed(name, List.copyOf(shape), in.int32("type of " + name), in.int64("offset of " + name));
    }

    private static Map<String, StoredTensor> place(GgufInput in, GgufMetadata metadata, List<Listed> listed) {
        int alignment = metadata.integer("general.alignment", 1, MAX_ALIGNMENT, 32);
        if (Integer.bitCount(alignment) != 1) {
            throw new CheckpointException(in.file(), "general.alignment must be a power of two, but is: " + alignment);
        }
        long dataStart = (in.position() + alignment - 1) / alignment * alignment;
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Listed entry : listed) {
            StoredTensor tensor = place(in, entry, dataStart, alignment);
            if (tensors.put(entry.name(), tensor) != null) {
                throw new CheckpointException(in.file(), "tensor %s is described twice".formatted(entry.name()));
            }
        }
        TensorTable.checkApart(tensors.values());
        return tensors;
    }

    private static StoredTensor place(GgufInput in, Listed entry, long dataStart, int alignment) {
        TensorType type = GgufTypes.of(entry.typeId());
        // the size of an unsupported type is not known; whether the tensor is needed at all is decided later
        long byteCount = type == null ? 0 : byteCount(in.file(), entry, type);
        long dataBytes = Math.max(0, in.fileBytes() - dataStart);
        long offset = entry.relativeOffset();
        if (offset < 0 || offset > dataBytes || byteCount > dataBytes - offset) {
            throw new CheckpointException(
                    in.file(),
                    "tensor %s of %d bytes at offset %s reaches beyond the %d bytes of data in the file"
                            .formatted(entry.name(), byteCount, Long.toUnsignedString(offset), dataBytes));
        }
        if (offset % alignment != 0) {
            throw new CheckpointException(
                    in.file(),
                    "tensor %s must start at a multiple of %d, but is at offset: %d"
                            .formatted(entry.name(), alignment, offset));
        }
        return new StoredTensor(
                entry.name(),
                GgufTypes.name(entry.typeId()),
                type,
                entry.shape(),
                in.file(),
                dataStart + offset,
                byteCount);
    }

    private static long byteCount(Path file, Listed entry, TensorType type) {
        long rowElements = entry.shape().get(entry.shape().size() - 1);
        if (rowElements % type.blockElements() != 0) {
            throw new CheckpointException(
                    file,
                    "tensor %s of type %s must have rows of a multiple of %d elements, but has shape: %s"
                            .formatted(entry.name(), type, type.blockElements(), entry.shape()));
        }
        try {
            long elements = entry.shape().stream().mapToLong(Long::longValue).reduce(1L, Math::multiplyExact);
            return type.bytes(elements);
        } catch (ArithmeticException e) {
            throw new CheckpointException(
                    file, "tensor %s has a shape beyond all sizes: %s".formatted(entry.name(), entry.shape()), e);
        }
    }
}
