package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of a safetensors file: eight bytes with its length N (little endian), N bytes of JSON that map each
 * tensor's name to {@code dtype}, {@code shape} and {@code data_offsets} (from the end of the header), then the data.
 */
final class SafetensorsFile {

    private static final int LENGTH_BYTES = 8;

    /** The limit of the format's own library. */
    private static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int MAX_TENSORS = 1 << 17;
    private static final int MAX_DIMENSIONS = 8;
    /** Of a type's name; what else is text in a header is not read. */
    private static final int MAX_TEXT = 1 << 16;

    /** What a tensor takes on the heap beside its name. */
    private static final int TENSOR_HEAP_BYTES = 500;

    private static final String METADATA = "__metadata__";

    /** Size in bytes of the types that occur in published files. */
    private static final Map<String, Integer> TYPE_BYTES = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("U8", 1),
            Map.entry("I8", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("I16", 2),
            Map.entry("U16", 2),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("I32", 4),
            Map.entry("U32", 4),
            Map.entry("F32", 4),
            Map.entry("I64", 8),
            Map.entry("U64", 8),
            Map.entry("F64", 8));

    private static final Map<String, TensorType> SUPPORTED =
            Map.of("F32", TensorType.F32, "F16", TensorType.F16, "BF16", TensorType.BF16);

    /** Names are used once, so there is nothing to gain from Jackson's table of them, which never forgets. */
    private static final JsonFactory HEADERS = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(MAX_TEXT).build())
            .build();

    private final HeapBudget heap;
    private final Path file;
    private final long fileBytes;
    private final long dataStart;

    private SafetensorsFile(Path file, long fileBytes, long dataStart) {
        this.heap = new HeapBudget(file);
        this.file = file;
        this.fileBytes = fileBytes;
        this.dataStart = dataStart;
    }

    /** Every tensor of the file by name, in the order of the header. */
    static Map<String, StoredTensor> read(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            long fileBytes = Files.size(file);
            long headerBytes = headerLength(file, in, fileBytes);
            var reader = new SafetensorsFile(file, fileBytes, LENGTH_BYTES + headerBytes);
            Map<String, StoredTensor> tensors = reader.parse(new BoundedInputStream(in, headerBytes));
            TensorTable.checkApart(tensors.values());
            return tensors;
        } catch (JsonProcessingException e) {
            throw JsonFields.notJson(file, "header", e);
        } catch (IOException e) {
            throw new CheckpointException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static long headerLength(Path file, InputStream in, long fileBytes) throws IOException {
        byte[] prefix = in.readNBytes(LENGTH_BYTES);
        if (prefix.length < LENGTH_BYTES) {
            throw new CheckpointException(
                    file, "must start with 8 bytes of header length, but has only %d bytes".formatted(prefix.length));
        }
        long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        long limit = Math.min(MAX_HEADER_BYTES, fileBytes - LENGTH_BYTES);
        if (length < 2 || length > limit) {
            throw new CheckpointException(
                    file,
                    "header length must be between 2 and %d (the file has %d bytes), but is: %s"
                            .formatted(limit, fileBytes, Long.toUnsignedString(length)));
        }
        return length;
    }

    private Map<String, StoredTensor> parse(InputStream header) throws IOException {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        try (JsonParser parser = HEADERS.createParser(header)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CheckpointException(file, "header must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                heap.take(TENSOR_HEAP_BYTES + 2L * name.length(), "the list of tensors");
                parser.nextToken();
                if (name.equals(METADATA)) {
                    parser.skipChildren();
                } else if (tensors.put(name, tensor(name, parser)) != null) {
                    throw new CheckpointException(file, "tensor %s is described twice".formatted(name));
                } else if (tensors.size() > MAX_TENSORS) {
                    throw new CheckpointException(
                            file, "header must describe at most %d tensors".formatted(MAX_TENSORS));
                }
            }
            if (parser.nextToken() != null) {
                throw new CheckpointException(file, "header must be one JSON object, but more follows");
            }
        }
        return tensors;
    }

    /** Value by value, because a damaged entry may be as large as the header. */
    private StoredTensor tensor(String name, JsonParser parser) throws IOException {
        String typeName = "";
        @Nullable List<Long> shape = null;
        @Nullable List<Long> offsets = null;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                if (key.equals("dtype") && value == JsonToken.VALUE_STRING) {
                    typeName = parser.getText();
                } else if (key.equals("shape")) {
                    shape = naturals(name, key, parser);
                } else if (key.equals("data_offsets")) {
                    offsets = naturals(name, key, parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (typeName.isEmpty() || shape == null || offsets == null) {
            throw new CheckpointException(
                    file, "tensor %s must be an object with dtype, shape and data_offsets".formatted(name));
        }
        return place(name, typeName, shape, offsets);
    }

    private StoredTensor place(String name, String typeName, List<Long> shape, List<Long> offsets) {
        long dataBytes = fileBytes - dataStart;
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > dataBytes) {
            throw new CheckpointException(
                    file,
                    "tensor %s must have two ascending data_offsets of at most %d (the file has %d bytes), but has: %s"
                            .formatted(name, dataBytes, fileBytes, offsets));
        }
        long byteCount = offsets.get(1) - offsets.get(0);
        checkSize(name, typeName, shape, byteCount);
        return new StoredTensor(
                name, typeName, SUPPORTED.get(typeName), shape, file, dataStart + offsets.get(0), byteCount);
    }

    private void checkSize(String name, String typeName, List<Long> shape, long byteCount) {
        Integer elementBytes = TYPE_BYTES.get(typeName);
        if (elementBytes == null) {
            return;
        }
        long expected;
        try {
            expected = shape.stream().mapToLong(Long::longValue).reduce(elementBytes, Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw new CheckpointException(file, "tensor %s has a shape beyond all sizes: %s".formatted(name, shape), e);
        }
        if (byteCount != expected) {
            throw new CheckpointException(
                    file,
                    "tensor %s of type %s and shape %s must have %d bytes, but has: %d"
                            .formatted(name, typeName, shape, expected, byteCount));
        }
    }

    private List<Long> naturals(String name, String key, JsonParser parser) throws IOException {
        List<Long> values = new ArrayList<>();
        boolean valid = parser.currentToken() == JsonToken.START_ARRAY;
        while (valid && parser.nextToken() != JsonToken.END_ARRAY) {
            valid = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && values.size() < MAX_DIMENSIONS
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                    && parser.getLongValue() >= 0;
            if (valid) {
                values.add(parser.getLongValue());
            }
        }
        if (!valid) {
            throw new CheckpointException(
                    file,
                    "tensor %s must have as %s a list of at most %d natural numbers"
                            .formatted(name, key, MAX_DIMENSIONS));
        }
        return List.copyOf(values);
    }
}
