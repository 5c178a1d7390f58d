/**
 * Opens a model from disk: configuration, the place of every weight in its file, tokenizer and chat template. Two
 * formats are read, a safetensors directory as on the Hugging Face hub and a GGUF file; both give the same
 * {@link io.github.ssd4j.checkpoint.Checkpoint}. Only headers are read here, never the weights.
 */
@NullMarked
package io.github.ssd4j.checkpoint;

import org.jspecify.annotations.NullMarked;
