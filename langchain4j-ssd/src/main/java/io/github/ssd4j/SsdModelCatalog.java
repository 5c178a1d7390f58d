package io.github.ssd4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.catalog.ModelCatalog;
import dev.langchain4j.model.catalog.ModelDescription;
import dev.langchain4j.model.catalog.ModelType;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.spi.ModelResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the models of this machine: those of the caches that {@link ModelResolver}s know, the Hugging Face hub's and
 * Ollama's with the artifact {@code langchain4j-ssd-hub}, or those below a directory.
 *
 * <p>Below a directory, these are {@code .gguf} files (of a model in several files the first) and directories with {@code
 * config.json}, in the directory itself, in the directories in it, and in snapshots as the cache of the Hugging Face hub keeps
 * them ({@code models--organisation--name/snapshots/commit}).
 *
 * <p>A description of {@link #listModels} has the name that the loaded model will have, what to give to {@link
 * SsdEngineBuilder#model(String)} as its description, and the length of the context, which prompt and answer share, as the
 * most input tokens. A model without a chat template is of the type {@link ModelType#OTHER}.
 *
 * <p>Immutable and thread-safe. Every call looks at the files anew.
 */
public final class SsdModelCatalog implements ModelCatalog {

    private static final Logger log = LoggerFactory.getLogger(SsdModelCatalog.class);

    /** Of a model in several files the first stands for all. */
    private static final Pattern LATER_PART = Pattern.compile(".*-(?!00001-)\\d{5}-of-\\d{5}\\.gguf");

    private final Supplier<List<LocalModel>> models;

    /** The models below a directory. */
    public SsdModelCatalog(Path directory) {
        Ensure.notNull(directory, "directory");
        models = () -> below(directory);
    }

    /** The models that one resolver finds on this machine. */
    public SsdModelCatalog(ModelResolver resolver) {
        models = Ensure.notNull(resolver, "resolver")::localModels;
    }

    private SsdModelCatalog() {
        models = () -> Services.of(ModelResolver.class).stream()
                .flatMap(resolver -> resolver.localModels().stream())
                .toList();
    }

    /** The models that can be opened by name: none if no resolver is on the class path. */
    public static SsdModelCatalog ofCaches() {
        return new SsdModelCatalog();
    }

    /**
     * What is there, in the order of paths or names, without opening it; so some of it may turn out to be damaged or of no
     * supported kind.
     *
     * @throws UncheckedIOException if the directory cannot be read
     */
    public List<LocalModel> localModels() {
        return models.get();
    }

    /**
     * What {@link SsdEngine} can load. Opens each model, weights aside, so it takes a moment for each; what cannot be loaded
     * is left out, and logged at debug.
     *
     * @throws UncheckedIOException if the directory cannot be read
     */
    @Override
    public List<ModelDescription> listModels() {
        return localModels().stream()
                .map(SsdModelCatalog::describe)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OTHER;
    }

    private static List<LocalModel> below(Path directory) {
        return list(directory)
                .flatMap(entry -> Stream.concat(Stream.of(entry), entries(entry)))
                .flatMap(entry -> Stream.concat(Stream.of(entry), snapshots(entry)))
                .filter(SsdModelCatalog::looksLikeModel)
                .flatMap(SsdModelCatalog::local)
                .toList();
    }

    private static Stream<LocalModel> local(Path path) {
        try {
            return Stream.of(LocalModel.of(path.toString(), path));
        } catch (IOException e) {
            log.debug("{} is not listed", path, e);
            return Stream.empty();
        }
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

    private static Optional<ModelDescription> describe(LocalModel model) {
        try (Checkpoint checkpoint = Checkpoint.open(model.path())) {
            return Optional.of(ModelDescription.builder()
                    .name(checkpoint.name())
                    .displayName(checkpoint.name())
                    .description(model.name())
                    .provider(ModelProvider.OTHER)
                    .type(checkpoint.chatTemplate().isPresent() ? ModelType.CHAT : ModelType.OTHER)
                    .maxInputTokens(checkpoint.config().contextTokens())
                    .build());
        } catch (CheckpointException e) {
            log.debug("{} is not listed", model.path(), e);
            return Optional.empty();
        }
    }
}
