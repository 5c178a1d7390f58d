package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.Optional;

/**
 * All that a {@link Tokenizer} is made of.
 *
 * @param file where it comes from
 * @param json the {@code tokenizer.json} for the native library
 */
record TokenizerDefinition(
        Path file,
        String json,
        Vocabulary vocabulary,
        Detokenizer detokenizer,
        Optional<String> bosToken,
        Optional<String> eosToken) {}
