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
        Optional<String> chatTemplate = metadata.text("tokenizer.chat_template");
        return new OpenedCheckpoint(
                file,
                GgufParts.modelName(file),
                config.withEosTokenIds(EndTokens.of(config.eosTokenIds(), tokenizer, config.vocabSize())),
                GgufConfig.family(metadata).ggufLayout(),
                0,
                tensors,
                new Tokenizer(tokenizer, config.vocabSize()),
                chatTemplate);
    }
}
