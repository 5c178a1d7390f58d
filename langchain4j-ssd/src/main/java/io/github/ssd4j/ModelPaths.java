package io.github.ssd4j;

import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.spi.ModelResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** Finds the files of a model that was given as a text: a path, or a name that a {@link ModelResolver} knows. */
final class ModelPaths {

    private static final String PART = "[A-Za-z0-9][A-Za-z0-9._-]*";
    /** {@code org/name}, {@code org/name:Q4_K_M}, {@code org/name/file.gguf}, {@code ollama:name}; no path to a file. */
    private static final Pattern NAME = Pattern.compile(
            "ollama:.+|%1$s/(?!.*\\.gguf$)%1$s(@%1$s)?(:%1$s)?|%1$s/%1$s(@%1$s)?(/%1$s)+\\.gguf".formatted(PART));

    private ModelPaths() {}

    /**
     * The path of the model; what exists on this machine goes before every name.
     *
     * @throws CheckpointException if the text is neither a path nor a name
     * @throws ModelUnavailableException if it is a name, but the model cannot be had
     */
    static Path locate(String model, boolean offline) {
        Optional<Path> path = path(model);
        if (path.filter(Files::exists).isPresent()) {
            return path.get();
        }
        List<ModelResolver> resolvers = Services.of(ModelResolver.class);
        for (ModelResolver resolver : resolvers) {
            Optional<Path> resolved = resolver.resolve(model, offline);
            if (resolved.isPresent()) {
                return resolved.get();
            }
        }
        if (resolvers.isEmpty() && NAME.matcher(model).matches()) {
            throw new ModelUnavailableException(
                    ("%s is no file or directory here; to open models of the Hugging Face hub, or of Ollama's cache, by "
                                    + "name, add %s to the class path")
                            .formatted(model, hubArtifact()));
        }
        return path.orElseThrow(() -> new ModelUnavailableException(model
                + " is neither a path nor the name of a model; expected a directory with config.json, a .gguf file "
                + "or a name such as org/name:Q4_K_M"));
    }

    private static Optional<Path> path(String model) {
        try {
            return Optional.of(Path.of(model));
        } catch (InvalidPathException e) {
            // Windows allows no colon, which names have.
            return Optional.empty();
        }
    }

    private static String hubArtifact() {
        Properties properties = new Properties();
        try (InputStream in = ModelPaths.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("langchain4j-ssd was built without version.properties");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "io.github.ssd4j:langchain4j-ssd-hub:" + properties.getProperty("version");
    }
}
