package io.github.ssd4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens a directory laid out as on the Hugging Face hub. */
final class HuggingFaceDirectory {

    private static final String CONFIG = "config.json";
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    /** {@code models--organisation--name/snapshots/commit} */
    private static final Pattern HUB_CACHE = Pattern.compile("/models--(?:[^/]+?--)?([^/]+)/snapshots/[^/]+$");

    private HuggingFaceDirectory() {}

    static Checkpoint open(Path directory) {
        Path configFile = directory.resolve(CONFIG);
        if (!Files.isRegularFile(configFile)) {
            throw new CheckpointException(
                    directory, "no config.json in this directory; a GGUF model is opened by the path of its file");
        }
        ModelConfig config = HuggingFaceConfig.parse(
                JsonFields.read(configFile), JsonFields.readIfPresent(directory.resolve("generation_config.json")));
        Map<String, TensorInfo> tensors = tensors(directory, config);
        TokenizerConfig tokenizerConfig = TokenizerConfig.read(directory);
        TokenizerDefinition tokenizer = TokenizerJson.read(directory.resolve("tokenizer.json"), tokenizerConfig);
        return new OpenedCheckpoint(
                directory,
                nameOf(directory),
                config.withEosTokenIds(EndTokens.of(config.eosTokenIds(), tokenizer, config.vocabSize())),
                RotaryLayout.HALF_SPLIT,
                tensors,
                new Tokenizer(tokenizer, config.vocabSize()),
                tokenizerConfig.chatTemplate());
    }

    /** The name of the directory; in a hub cache that is a commit, so there the name of the repository. */
    private static String nameOf(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        Matcher cached = HUB_CACHE.matcher(absolute.toString().replace('\\', '/'));
        if (cached.find()) {
            return cached.group(1);
        }
        Path name = absolute.getFileName();
        return name == null ? directory.toString() : name.toString();
    }

    private static Map<String, TensorInfo> tensors(Path directory, ModelConfig config) {
        Path single = directory.resolve(SINGLE);
        Path index = directory.resolve(INDEX);
        Path owner;
        Map<String, StoredTensor> stored;
        if (Files.isRegularFile(single)) {
            owner = single;
            stored = SafetensorsFile.read(single);
        } else if (Files.isRegularFile(index)) {
            owner = index;
            stored = SafetensorsIndex.read(index);
        } else {
            throw new CheckpointException(directory, "neither %s nor %s in this directory".formatted(SINGLE, INDEX));
        }
        return TensorTable.select(owner, LlamaTensors.shapes(config), UnaryOperator.identity(), stored);
    }
}
