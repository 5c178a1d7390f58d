package io.github.ssd4j.checkpoint;

import java.nio.ByteBuffer;

/**
 * A metadata array of numbers or truth values, kept in the bytes of the file: widened to {@code long}, a list of bytes would
 * take eight times its size.
 *
 * @param bytes little endian, from 0 to the capacity
 */
record GgufNumbers(GgufMetadata.Type type, ByteBuffer bytes) {

    int count() {
        return bytes.capacity() / type.minBytes;
    }

    boolean isReal() {
        return type == GgufMetadata.Type.FLOAT32 || type == GgufMetadata.Type.FLOAT64;
    }

    /** An element of a list of floating-point numbers. */
    double real(int i) {
        return type == GgufMetadata.Type.FLOAT32 ? bytes.getFloat(i * Float.BYTES) : bytes.getDouble(i * Double.BYTES);
    }

    /** An element of a list of whole numbers or truth values. */
    long integer(int i) {
        return switch (type) {
            case UINT8 -> Byte.toUnsignedLong(bytes.get(i));
            case INT8, BOOL -> bytes.get(i);
            case UINT16 -> Short.toUnsignedLong(bytes.getShort(i * Short.BYTES));
            case INT16 -> bytes.getShort(i * Short.BYTES);
            case UINT32 -> Integer.toUnsignedLong(bytes.getInt(i * Integer.BYTES));
            case INT32 -> bytes.getInt(i * Integer.BYTES);
            default -> bytes.getLong(i * Long.BYTES);
        };
    }
}
