package io.github.ssd4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key-value part of a GGUF header. Values are kept as {@link Long} (all integers), {@link Double}, {@link Boolean},
 * {@link String}, an array of {@code String}, or {@link GgufNumbers}.
 */
record GgufMetadata(Path file, Map<String, Object> values) {

    private static final int MAX_ARRAY = 1 << 22;

    private static final int REFERENCE_BYTES = 8;

    /** Of a value that is not what it should be, in the message. */
    private static final int MAX_QUOTED = 80;

    /** The format's value types; the place is the number in the file. */
    enum Type {
        UINT8(1),
        INT8(1),
        UINT16(2),
        INT16(2),
        UINT32(4),
        INT32(4),
        FLOAT32(4),
        BOOL(1),
        STRING(8),
        ARRAY(12),
        UINT64(8),
        INT64(8),
        FLOAT64(8);

        /** The least that a value of this type takes in the file. */
        final int minBytes;

        Type(int minBytes) {
            this.minBytes = minBytes;
        }
    }

    static GgufMetadata read(GgufInput in, int count) throws IOException {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < count; i++) {
            in.heap().take(HeapBudget.ENTRY_BYTES, "the metadata");
            String key = in.name("a metadata key");
            if (values.put(key, value(in, key, type(in, key))) != null) {
                throw new CheckpointException(in.file(), "metadata key %s is given twice".formatted(key));
            }
        }
        return new GgufMetadata(in.file(), values);
    }

    private static Type type(GgufInput in, String key) throws IOException {
        int number = in.int32("value type of " + key);
        if (number < 0 || number >= Type.values().length) {
            throw new CheckpointException(
                    in.file(),
                    "metadata key %s must have a value type of 0 to %d, but has: %s"
                            .formatted(key, Type.values().length - 1, Integer.toUnsignedString(number)));
        }
        return Type.values()[number];
    }

    private static Object value(GgufInput in, String key, Type type) throws IOException {
        return switch (type) {
            case STRING -> in.string(key);
            case ARRAY -> array(in, key);
            case BOOL -> in.int8(key) != 0;
            case FLOAT32, FLOAT64 -> real(in, key, type);
            default -> integer(in, key, type);
        };
    }

    private static Object array(GgufInput in, String key) throws IOException {
        Type type = type(in, key);
        int count = in.count("length of " + key, type.minBytes, MAX_ARRAY);
        switch (type) {
            case ARRAY ->
                throw new CheckpointException(
                        in.file(), "metadata key %s is an array of arrays, which is not supported".formatted(key));
            case STRING -> {
                return strings(in, key, count);
            }
            default -> {
                return numbers(in, key, type, count);
            }
        }
    }

    private static String[] strings(GgufInput in, String key, int count) throws IOException {
        in.heap().take((long) REFERENCE_BYTES * count, key);
        String[] strings = new String[count];
        for (int i = 0; i < count; i++) {
            strings[i] = in.string(key);
        }
        return strings;
    }

    /** As wide as in the file: a byte must not become eight. */
    private static GgufNumbers numbers(GgufInput in, String key, Type type, int count) throws IOException {
        in.heap().take((long) type.minBytes * count, key);
        ByteBuffer bytes = ByteBuffer.wrap(in.bytes(type.minBytes * count, key)).order(ByteOrder.LITTLE_ENDIAN);
        return new GgufNumbers(type, bytes);
    }

    private static double real(GgufInput in, String key, Type type) throws IOException {
        return type == Type.FLOAT32 ? in.float32(key) : in.float64(key);
    }

    private static long integer(GgufInput in, String key, Type type) throws IOException {
        return switch (type) {
            case UINT8 -> Byte.toUnsignedLong(in.int8(key));
            case INT8 -> in.int8(key);
            case UINT16 -> Short.toUnsignedLong(in.int16(key));
            case INT16 -> in.int16(key);
            case UINT32 -> Integer.toUnsignedLong(in.int32(key));
            case INT32 -> in.int32(key);
            case UINT64, INT64 -> in.int64(key);
            default -> throw new IllegalStateException("not an integer type: " + type);
        };
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    int integer(String key, int min, int max) {
        Object value = require(key);
        if (!(value instanceof Long number) || number < min || number > max) {
            throw wrong(key, "a whole number between %d and %d".formatted(min, max), value);
        }
        return number.intValue();
    }

    int integer(String key, int min, int max, int defaultValue) {
        return has(key) ? integer(key, min, max) : defaultValue;
    }

    double number(String key) {
        Object value = require(key);
        if (value instanceof Double number) {
            return number;
        }
        if (value instanceof Long number) {
            return number;
        }
        throw wrong(key, "a number", value);
    }

    double number(String key, double defaultValue) {
        return has(key) ? number(key) : defaultValue;
    }

    boolean flag(String key, boolean defaultValue) {
        Object value = values.get(key);
        if (value == null) {
            return defaultValue;
        }
        if (!(value instanceof Boolean flag)) {
            throw wrong(key, "true or false", value);
        }
        return flag;
    }

    Optional<String> text(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw wrong(key, "a string", value);
        }
        return Optional.of(text);
    }

    String[] strings(String key) {
        Object value = require(key);
        if (!(value instanceof String[] strings)) {
            throw wrong(key, "a list of strings", value);
        }
        return strings;
    }

    GgufNumbers reals(String key) {
        Object value = require(key);
        if (!(value instanceof GgufNumbers numbers) || !numbers.isReal()) {
            throw wrong(key, "a list of floating-point numbers", value);
        }
        return numbers;
    }

    /** The list, or null where the key is absent. */
    @Nullable
    GgufNumbers integersIfPresent(String key) {
        Object value = values.get(key);
        if (value == null) {
            return null;
        }
        if (!(value instanceof GgufNumbers numbers) || numbers.isReal()) {
            throw wrong(key, "a list of whole numbers", value);
        }
        return numbers;
    }

    private Object require(String key) {
        Object value = values.get(key);
        if (value == null) {
            throw new CheckpointException(file, "metadata key %s is missing".formatted(key));
        }
        return value;
    }

    private CheckpointException wrong(String key, String expected, Object found) {
        String text = found.getClass().isArray() || found instanceof GgufNumbers ? "a list" : found.toString();
        if (text.length() > MAX_QUOTED) {
            text = text.substring(0, MAX_QUOTED) + "...";
        }
        return new CheckpointException(file, "%s must be %s, but is: %s".formatted(key, expected, text));
    }
}
