package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Opens a GGUF file, or all parts of a split one. */
final class GgufModel {

    private GgufModel() {}

    static Checkpoint open(Path file) {
        GgufFile gguf = GgufParts.read(file);
        GgufMetadata metadata = gguf.metadata();
        ModelConfig config = GgufConfig.parse(metadata, gguf.tensors());
        Map<String, TensorInfo> tensors = TensorTable.select(file, NetworkTensors.of(config), true, gguf.tensors());
        TokenizerDefinition tokenizer = GgufTokenizer.define(metadata);
        // the tokenizer comes last: what fails after it would leave native memory behind
        Optional<String> chatTemplate = metadata.text("tokenizer.chat_template").filter(text -> !text.isBlank());
        Optional<String> toolTemplate =
                metadata.text("tokenizer.chat_template.tool_use").filter(text -> !text.isBlank());
        return new OpenedCheckpoint(
                file,
                nameOf(file, metadata),
                config.withEosTokenIds(EndTokens.of(config.eosTokenIds(), tokenizer, config.vocabSize())),
                GgufConfig.family(metadata).ggufLayout(),
                0,
                tensors,
                new Tokenizer(tokenizer, config.vocabSize()),
                chatTemplate,
                toolTemplate);
    }

    /** The file's name; a cache that names files by checksums has no {@code .gguf} there, so then what the file says. */
    private static String nameOf(Path file, GgufMetadata metadata) {
        String name = GgufParts.modelName(file);
        return String.valueOf(file.getFileName()).endsWith(".gguf")
                ? name
                : metadata.text("general.name").filter(own -> !own.isBlank()).orElse(name);
    }
}
