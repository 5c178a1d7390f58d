package io.github.ssd4j.evaluation.random;

import java.util.Arrays;
import java.util.Locale;

/** How a weight is stored in a safetensors file. */
public enum WeightFormat {
    /** IEEE 754 single precision. */
    F32("float32", 4),
    /** IEEE 754 half precision. */
    F16("float16", 2),
    /** The upper half of a single-precision number. */
    BF16("bfloat16", 2);

    private final String dtype;
    private final int bytes;

    WeightFormat(String dtype, int bytes) {
        this.dtype = dtype;
        this.bytes = bytes;
    }

    /** The name in {@code config.json} and on the command line: {@code float32}, {@code float16}, {@code bfloat16}. */
    public String dtype() {
        return dtype;
    }

    /** Bytes of one weight. */
    public int bytes() {
        return bytes;
    }

    /**
     * The format with this dtype, letter case ignored.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static WeightFormat of(String dtype) {
        return Arrays.stream(values())
                .filter(format -> format.dtype.equals(dtype.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "stored dtype must be float32, float16 or bfloat16, but is: " + dtype));
    }

    /** The bits of {@code value} in this format, rounded to nearest even, in the low {@link #bytes()} bytes. */
    int encode(float value) {
        int bits = Float.floatToIntBits(value);
        return switch (this) {
            case F32 -> bits;
            case BF16 -> (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16;
            case F16 -> half(bits);
        };
    }

    /** Halves below 2^-14 become 0: a weight that small has no effect, and denormal halves are slow on some CPUs. */
    private static int half(int bits) {
        int sign = (bits >>> 16) & 0x8000;
        int rounded = (bits & 0x7FFFFFFF) + 0xFFF + ((bits >>> 13) & 1);
        if (rounded < 0x38800000) {
            return sign;
        }
        int largest = 0x7BFF;
        return sign | Math.min(largest, (rounded - 0x38000000) >>> 13);
    }
}
