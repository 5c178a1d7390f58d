package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;

/**
 * How the elements of a stored tensor are encoded. The quantised types keep blocks of 32 elements along a row: a
 * float16 scale (and for the {@code _1} types a float16 minimum), for the 5-bit types four bytes of high bits, then
 * the packed quants.
 */
public enum TensorType {
    F32(1, 4),
    F16(1, 2),
    BF16(1, 2),
    Q8_0(32, 34),
    Q4_0(32, 18),
    Q4_1(32, 20),
    Q5_0(32, 22),
    Q5_1(32, 24);

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
