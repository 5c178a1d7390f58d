package io.github.ssd4j.checkpoint;

/** Which two elements of a head of the query and key projections the rotary embedding turns together. */
public enum RotaryLayout {
    /** Element {@code i} turns with element {@code i + headDim / 2}: Hugging Face files. */
    HALF_SPLIT,
    /** Element {@code 2i} turns with element {@code 2i + 1}: GGUF files of the llama architecture, whose converters permute the rows. */
    INTERLEAVED
}
