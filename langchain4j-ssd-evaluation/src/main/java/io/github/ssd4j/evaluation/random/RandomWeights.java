package io.github.ssd4j.evaluation.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * An endless, seeded stream of normally distributed weights, already encoded. Each weight is one of 65536 values drawn
 * from the normal distribution beforehand, picked by 16 random bits: about a nanosecond a weight, where drawing each
 * would take thirty. Half of the values are the negated other half, so the mean is exactly 0.
 */
final class RandomWeights {

    private static final int VALUES = 1 << 16;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final WeightFormat format;
    private final int[] encoded = new int[VALUES];
    private long state;

    /**
     * @param deviation standard deviation; 0 makes every weight 1, as a norm's
     * @param seed equal seeds give equal streams
     */
    RandomWeights(WeightFormat format, double deviation, long seed) {
        this.format = format;
        this.state = seed;
        Random random = new Random(mix(seed));
        for (int i = 0; i < VALUES / 2; i++) {
            float value = deviation == 0 ? 1 : (float) (random.nextGaussian() * deviation);
            encoded[i] = format.encode(value);
            encoded[i + VALUES / 2] = format.encode(deviation == 0 ? 1 : -value);
        }
    }

    /** Fills the buffer from its position to its limit, little-endian; what remains must be whole weights. */
    void fill(ByteBuffer buffer) {
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        if (format.bytes() == 4) {
            fillWords(buffer);
        } else {
            fillHalves(buffer);
        }
    }

    private void fillWords(ByteBuffer buffer) {
        while (buffer.remaining() >= 16) {
            long bits = next();
            buffer.putLong(pair(bits));
            buffer.putLong(pair(bits >>> 32));
        }
        while (buffer.hasRemaining()) {
            buffer.putInt(encoded[(int) next() & 0xFFFF]);
        }
    }

    private long pair(long bits) {
        return (encoded[(int) bits & 0xFFFF] & 0xFFFFFFFFL) | ((long) encoded[(int) (bits >>> 16) & 0xFFFF] << 32);
    }

    private void fillHalves(ByteBuffer buffer) {
        while (buffer.remaining() >= 8) {
            long bits = next();
            buffer.putLong((long) encoded[(int) bits & 0xFFFF]
                    | ((long) encoded[(int) (bits >>> 16) & 0xFFFF] << 16)
                    | ((long) encoded[(int) (bits >>> 32) & 0xFFFF] << 32)
                    | ((long) encoded[(int) (bits >>> 48)] << 48));
        }
        while (buffer.hasRemaining()) {
            buffer.putShort((short) encoded[(int) next() & 0xFFFF]);
        }
    }

    /** SplitMix64 (Steele, Lea and Flood, 2014). */
    private long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
