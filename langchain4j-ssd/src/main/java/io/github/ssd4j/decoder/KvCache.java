package io.github.ssd4j.decoder;

import io.github.ssd4j.internal.Ensure;

/**
 * Keys and values of one conversation, on the decoder's device: float32 on the CPU, the weights' dtype elsewhere.
 *
 * <p>Positions below {@link #length()} hold what the full model computed. What lies behind is scratch: drafts write there
 * and verification overwrites it, so a rejected draft costs nothing to undo. Belongs to the {@link Decoder} that made it and
 * is freed with it at the latest. Not thread-safe.
 */
public final class KvCache implements AutoCloseable {

    private final Decoder decoder;
    private final int slot;
    private int capacity;
    private int length;
    private int fed;
    private boolean closed;

    KvCache(Decoder decoder, int slot, int capacity) {
        this.decoder = decoder;
        this.slot = slot;
        this.capacity = capacity;
    }

    /** Most positions it can hold. */
    public int capacity() {
        return capacity;
    }

    /** Makes room for more positions, which copies what is there. Does nothing if there is room already. */
    public void grow(int newCapacity) {
        if (newCapacity > capacity) {
            decoder.grow(slot(decoder), newCapacity);
            capacity = newCapacity;
        }
    }

    /** Positions whose keys and values are the full model's. */
    public int length() {
        return length;
    }

    /**
     * Sets the number of verified positions: back to any shorter length, or forward up to what the full model was fed last.
     */
    public void rollback(int newLength) {
        Ensure.between(newLength, 0, fed, "length");
        length = newLength;
        fed = newLength;
    }

    int slot(Decoder user) {
        Ensure.that(user == decoder, "the KV cache belongs to another decoder");
        if (closed) {
            throw new IllegalStateException("the KV cache is closed");
        }
        return slot;
    }

    /** Like {@link #slot}, for a pass that writes behind {@code length}: until it has ended well, nothing there counts. */
    int slotToWrite(Decoder user) {
        int number = slot(user);
        fed = length;
        return number;
    }

    /** Notes that the full model wrote positions up to {@code end}; {@code length} stays. */
    void fed(int end) {
        fed = end;
    }

    /** Notes that the full model, or the one asked for, wrote positions up to {@code end}, all of them to be kept. */
    void advance(int end) {
        fed(end);
        rollback(end);
    }

    /** Gives the memory back. Does nothing the second time. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            decoder.free(slot);
        }
    }
}
