package io.github.ssd4j.spi;

import io.github.ssd4j.LocalModel;
import io.github.ssd4j.ModelUnavailableException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds models by name. {@link io.github.ssd4j.SsdEngineBuilder#model(String)} asks all that {@link
 * java.util.ServiceLoader} finds, in turn, for what is not a path on this machine. The artifact {@code
 * langchain4j-ssd-hub} brings one. Implementations are thread-safe.
 */
public interface ModelResolver {

    /**
     * The files of a model, fetched first if they are not on this machine. May take minutes, and runs on the caller's
     * thread.
     *
     * @param model what the user gave; there is no file or directory of that name
     * @param offline whether only this machine may be looked at
     * @return a directory with {@code config.json} or a GGUF file; empty if the name has no form that this resolver knows
     * @throws ModelUnavailableException if the name has its form, but the model cannot be had
     */
    Optional<Path> resolve(String model, boolean offline);

    /** The models that {@link #resolve} finds on this machine, each with the name to give. Reads folders, not models. */
    List<LocalModel> localModels();
}
