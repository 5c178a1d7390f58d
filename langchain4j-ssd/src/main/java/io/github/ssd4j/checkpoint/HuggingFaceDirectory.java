package io.github.ssd4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    /** Whether the directory has a configuration, which is what makes it one of these. */
    static boolean matches(Path directory) {
        return Files.isRegularFile(directory.resolve(CONFIG));
    }

    static Checkpoint open(Path directory) {
        ModelConfig config = HuggingFaceConfig.parse(
                JsonFields.read(directory.resolve(CONFIG)),
                JsonFields.readIfPresent(directory.resolve("generation_config.json")));
        Map<String, TensorInfo> tensors = tensors(directory, config);
        TokenizerConfig tokenizerConfig = TokenizerConfig.read(directory);
        TokenizerDefinition tokenizer = TokenizerJson.read(directory.resolve("tokenizer.json"), tokenizerConfig);
        return new OpenedCheckpoint(
                directory,
                nameOf(directory),
                config.withEosTokenIds(EndTokens.of(config.eosTokenIds(), tokenizer, config.vocabSize())),
                RotaryLayout.HALF_SPLIT,
                Families.ofModelType(directory.resolve(CONFIG), config.architecture())
                        .normOffset(),
                tensors,
                new Tokenizer(tokenizer, config.vocabSize()),
                tokenizerConfig.chatTemplate(),
                tokenizerConfig.toolTemplate());
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
        return TensorTable.select(owner, NetworkTensors.of(config), false, stored);
    }
}
