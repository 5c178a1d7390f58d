package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Opens a GGUF file, or all parts of a split one, of the llama architecture. */
final class GgufModel {

    private GgufModel() {}

    static Checkpoint open(Path file) {
        GgufFile gguf = GgufParts.read(file);
        GgufMetadata metadata = gguf.metadata();
        ModelConfig config = GgufConfig.parse(metadata, gguf.tensors());
        Map<String, TensorInfo> tensors =
                TensorTable.select(file, LlamaTensors.shapes(config), GgufNames::of, gguf.tensors());
        // the tokenizer comes last: what fails after it would leave native memory behind
        Optional<String> chatTemplate = metadata.text("tokenizer.chat_template");
        return new OpenedCheckpoint(
                file,
                GgufParts.modelName(file),
                config,
                RotaryLayout.INTERLEAVED,
                tensors,
                new Tokenizer(GgufTokenizer.define(metadata), config.vocabSize()),
                chatTemplate);
    }
}
