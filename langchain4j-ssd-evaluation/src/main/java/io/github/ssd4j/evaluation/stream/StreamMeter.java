package io.github.ssd4j.evaluation.stream;

/** One way of reading a block of memory, too large for any cache, from its first byte to its last. */
public interface StreamMeter extends AutoCloseable {

    /** What reads: shown in the report. */
    String name();

    /** Reads the block once; returns bytes per second. */
    double measure();

    /** Frees the block. */
    @Override
    void close();
}
