package io.github.ssd4j.checkpoint;

import java.nio.file.Path;

/**
 * The memory that the description of a model may take while it is read: header, vocabulary, configuration. What is about to
 * be allocated is estimated and counted first, so a file that would fill the heap is a {@link CheckpointException} and no
 * {@link OutOfMemoryError}. Comparing lengths with the size of the file is not enough: a sparse file of any size costs nothing.
 *
 * <p>One reading may take a third of the largest heap, and never more than {@link #MAX_BYTES}. A vocabulary of 128,000 tokens
 * with 280,000 merges, as Llama 3 has it, takes about 30 MB of a GGUF header.
 *
 * <p>For one reading on one thread.
 */
final class HeapBudget {

    /** Eight times what the largest published vocabulary, of 260,000 tokens, takes. */
    static final long MAX_BYTES = 512L << 20;

    /** Of a {@link String} of ASCII beside its characters, its array and a reference to it among them. */
    static final int STRING_BYTES = 52;

    /** Of an entry of a map beside its key's characters: the key, the entry, its place in the table, a boxed value. */
    static final int ENTRY_BYTES = 150;

    /** Of a node of a tree of JSON with its place in its parent. */
    static final int NODE_BYTES = 100;

    private final Path file;
    private final long limit;
    private long used;

    HeapBudget(Path file) {
        this(file, Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / 3));
    }

    HeapBudget(Path file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /** Counts so many bytes. */
    void take(long bytes, String what) {
        used += Math.min(bytes, Long.MAX_VALUE / 2 - used);
        if (used > limit) {
            throw new CheckpointException(
                    file,
                    "%s would need more than the %d bytes of memory that the description of a model may take on a heap of %d; give Java a larger heap (-Xmx) if the file is sound"
                            .formatted(what, limit, Runtime.getRuntime().maxMemory()));
        }
    }
}
