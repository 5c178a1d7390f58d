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
        // the tokenizer comes last: what fails after it would leave native memory behind
        Optional<String> chatTemplate = metadata.text("tokenizer.chat_template");
        return new OpenedCheckpoint(
                file,
                nameOf(file, metadata),
                config,
                RotaryLayout.INTERLEAVED,
                tensors,
                new Tokenizer(GgufTokenizer.define(metadata), config.vocabSize()),
                chatTemplate);
    }

    /** The file's name; a cache that names files by checksums has no {@code .gguf} there, so then what the file says. */
    private static String nameOf(Path file, GgufMetadata metadata) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(EXTENSION)
                ? name.substring(0, name.length() - EXTENSION.length())
                : metadata.text("general.name").filter(own -> !own.isBlank()).orElse(name);
    }
}
