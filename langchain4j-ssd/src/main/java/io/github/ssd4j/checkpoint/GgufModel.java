package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.Map;

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
        return new OpenedCheckpoint(
                file,
                nameOf(file),
                config,
                RotaryLayout.INTERLEAVED,
                tensors,
                new Tokenizer(GgufTokenizer.define(metadata), config.vocabSize()),
                metadata.text("tokenizer.chat_template"));
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
    }
}
