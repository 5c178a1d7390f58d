package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Opens a GGUF file of the llama architecture. */
final class GgufModel {

    private static final String EXTENSION = ".gguf";

    private GgufModel() {}

    static Checkpoint open(Path file) {
        GgufFile gguf = GgufFile.read(file);
        GgufMetadata metadata = gguf.metadata();
        ModelConfig config = GgufConfig.parse(metadata, gguf.tensors());
        Map<String, TensorInfo> tensors =
                TensorTable.select(file, LlamaTensors.shapes(config), GgufNames::of, gguf.tensors());
        TokenizerDefinition tokenizer = GgufTokenizer.define(metadata);
        // the tokenizer comes last: what fails after it would leave native memory behind
        Optional<String> chatTemplate = metadata.text("tokenizer.chat_template");
        return new OpenedCheckpoint(
                file,
                nameOf(file),
                config.withEosTokenIds(EndTokens.of(config.eosTokenIds(), tokenizer, config.vocabSize())),
                RotaryLayout.INTERLEAVED,
                tensors,
                new Tokenizer(tokenizer, config.vocabSize()),
                chatTemplate);
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
    }
}
