package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Opens a GGUF file. */
final class GgufModel {

    private static final String EXTENSION = ".gguf";

    private GgufModel() {}

    static Checkpoint open(Path file) {
        GgufFile gguf = GgufFile.read(file);
        GgufMetadata metadata = gguf.metadata();
        ModelConfig config = GgufConfig.parse(metadata, gguf.tensors());
        Map<String, TensorInfo> tensors =
                TensorTable.select(file, NetworkTensors.of(config), true, gguf.tensors());
        // the tokenizer comes last: what fails after it would leave native memory behind
        Optional<String> chatTemplate = metadata.text("tokenizer.chat_template");
        return new OpenedCheckpoint(
                file,
                nameOf(file),
                config,
                GgufConfig.family(metadata).ggufLayout(),
                0,
                tensors,
                new Tokenizer(GgufTokenizer.define(metadata), config.vocabSize()),
                chatTemplate);
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
    }
}
