package io.github.ssd4j.checkpoint;

import java.io.Writer;

/** Collects text in memory and counts it in a {@link HeapBudget} first. */
final class BudgetedWriter extends Writer {

    /** UTF-16, in a buffer that doubles its size and is copied in the end. */
    private static final int BYTES_PER_CHARACTER = 5;

    private final StringBuilder text = new StringBuilder();
    private final HeapBudget heap;

    BudgetedWriter(HeapBudget heap) {
        this.heap = heap;
    }

    @Override
    public void write(char[] characters, int from, int length) {
        heap.take((long) BYTES_PER_CHARACTER * length, "the tokenizer");
        text.append(characters, from, length);
    }

    @Override
    public void flush() {
        // Nothing lies between the writer and the text.
    }

    @Override
    public void close() {
        // Memory needs no closing.
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
