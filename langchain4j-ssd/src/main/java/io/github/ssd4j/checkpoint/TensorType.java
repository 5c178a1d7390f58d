package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;

/**
 * How the elements of a stored tensor are encoded. The quantised types, which only GGUF has, keep blocks of elements along
 * a row: scales, then packed quants. A block has 32 elements and one scale, or 256 elements in groups of 16 or 32 with a
 * scale each ({@code _K} and {@code IQ4_XS}). {@code quantised.py} has the layout of each type.
 */
public enum TensorType {
    F32(1, 4),
    F16(1, 2),
    BF16(1, 2),
    Q8_0(32, 34),
    Q4_0(32, 18),
    Q4_1(32, 20),
    Q5_0(32, 22),
    Q5_1(32, 24),
    Q2_K(256, 84),
    Q3_K(256, 110),
    Q4_K(256, 144),
    Q5_K(256, 176),
    Q6_K(256, 210),
    IQ4_NL(32, 18),
    IQ4_XS(256, 136),
    MXFP4(32, 17);

    private final int blockElements;
    private final int blockBytes;

    TensorType(int blockElements, int blockBytes) {
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /** Elements that share one block; 1 for the plain types. */
    public int blockElements() {
        return blockElements;
    }

    /** Stored size of one block in bytes. */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * Stored size of so many elements.
     *
     * @throws IllegalArgumentException if they are not whole blocks
     * @throws ArithmeticException if the size exceeds a long
     */
    public long bytes(long elements) {
        Ensure.that(
                elements >= 0 && elements % blockElements == 0,
                "elements of type %s must come in blocks of %s, but is: %s",
                this,
                blockElements,
                elements);
        return Math.multiplyExact(elements / blockElements, blockBytes);
    }
}
