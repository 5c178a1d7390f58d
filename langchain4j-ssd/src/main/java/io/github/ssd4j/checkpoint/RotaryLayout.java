package io.github.ssd4j.checkpoint;

/** Which two elements of a head of the query and key projections the rotary embedding turns together. */
public enum RotaryLayout {
    /** Element {@code i} turns with the one half of the turning elements further on: Hugging Face files, and GGUF files of most families. */
    HALF_SPLIT,
    /** Element {@code 2i} turns with element {@code 2i + 1}: GGUF files of Llama and its nearest relatives, whose converters permute the rows. */
    INTERLEAVED
}
