package io.github.ssd4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.catalog.ModelCatalog;
import dev.langchain4j.model.catalog.ModelDescription;
import dev.langchain4j.model.catalog.ModelType;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.internal.Ensure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the models below a directory that {@link SsdEngine} can load: {@code .gguf} files (of a model in several files the
 * first) and directories with {@code config.json}, in the directory itself, in the directories in it, and in snapshots as
 * the cache of the Hugging Face hub keeps them ({@code models--organisation--name/snapshots/commit}).
 *
 * <p>A description has the name that the loaded model will have, the path to give to {@link SsdEngineBuilder#model(String)}
 * as its description, and the length of the context, which prompt and answer share, as the most input tokens. A model
 * without a chat template is of the type {@link ModelType#OTHER}.
 *
 * <p>Immutable and thread-safe. Every call looks at the files anew and opens each model, weights aside, so it takes a
 * moment for each; what cannot be loaded is left out, and logged at debug.
 */
public final class SsdModelCatalog implements ModelCatalog {

    private static final Logger log = LoggerFactory.getLogger(SsdModelCatalog.class);

    /** Of a model in several files the first stands for all. */
    private static final Pattern LATER_PART = Pattern.compile(".*-(?!00001)\\d{5}-of-\\d{5}\\.gguf");

    private final Path directory;

    public SsdModelCatalog(Path directory) {
        this.directory = Ensure.notNull(directory, "directory");
    }

    /**
     * The models, in the order of their paths.
     *
     * @throws UncheckedIOException if the directory cannot be read
     */
    @Override
    public List<ModelDescription> listModels() {
        return list(directory)
                .flatMap(entry -> Stream.concat(Stream.of(entry), entries(entry)))
                .flatMap(entry -> Stream.concat(Stream.of(entry), snapshots(entry)))
                .filter(SsdModelCatalog::looksLikeModel)
                .map(SsdModelCatalog::describe)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OTHER;
    }

    private static Stream<Path> snapshots(Path entry) {
        return entry.endsWith("snapshots")
                ? entries(entry).flatMap(snapshot -> Stream.concat(Stream.of(snapshot), entries(snapshot)))
                : Stream.empty();
    }

    private static boolean looksLikeModel(Path path) {
        return path.toString().endsWith(".gguf")
                ? Files.isRegularFile(path)
                        && !LATER_PART.matcher(path.toString()).matches()
                : Files.isRegularFile(path.resolve("config.json"));
    }

    /** What a directory holds; nothing for a file. */
    private static Stream<Path> entries(Path path) {
        try {
            return Files.isDirectory(path) ? list(path) : Stream.empty();
        } catch (UncheckedIOException e) {
            log.debug("{} is not listed", path, e);
            return Stream.empty();
        }
    }

    private static Stream<Path> list(Path path) {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ModelDescription> describe(Path path) {
        try (Checkpoint checkpoint = Checkpoint.open(path)) {
            return Optional.of(ModelDescription.builder()
                    .name(checkpoint.name())
                    .displayName(checkpoint.name())
                    .description(path.toString())
                    .provider(ModelProvider.OTHER)
                    .type(checkpoint.chatTemplate().isPresent() ? ModelType.CHAT : ModelType.OTHER)
                    .maxInputTokens(checkpoint.config().contextTokens())
                    .build());
        } catch (CheckpointException e) {
            log.debug("{} is not listed", path, e);
            return Optional.empty();
        }
    }
}
