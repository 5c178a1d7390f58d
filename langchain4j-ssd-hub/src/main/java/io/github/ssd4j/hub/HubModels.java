package io.github.ssd4j.hub;

import io.github.ssd4j.LocalModel;
import io.github.ssd4j.ModelUnavailableException;
import io.github.ssd4j.hub.internal.CacheFolder;
import io.github.ssd4j.hub.internal.Limits;
import io.github.ssd4j.hub.internal.Reasons;
import io.github.ssd4j.hub.internal.UnavailableException;
import io.github.ssd4j.spi.ModelResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds models by name. A name of the Hugging Face hub ({@code org/name}, {@code org/name@revision}, {@code
 * org/name:Q4_K_M}, {@code org/name/file.gguf}) is looked for in the cache of the hub's own tools, then among what was
 * downloaded earlier, then on the hub. A name of Ollama ({@code ollama:llama3.2:3b}) is looked for in Ollama's cache only.
 *
 * <p>Which folders, hub and access token are used is in the {@link HubEnvironment}. A download goes on where an earlier one
 * broke off, and is compared with the hub's checksum. A try in which nothing arrives ends within seconds.
 *
 * <p>Thread-safe, as far as the listener is. Two threads or processes that ask for the same model fetch it once.
 */
public final class HubModels implements ModelResolver {

    private static final Logger log = LoggerFactory.getLogger(HubModels.class);

    private final HubEnvironment environment;
    private final Supplier<FetchListener> listeners;
    private final Limits limits;

    /** With the environment of this process; notes and progress become log lines. */
    public HubModels() {
        this(HubEnvironment.current(), () -> new LoggedProgress(log::info, System::nanoTime), Limits.DEFAULT);
    }

    /** @param listener is told why a place does not have the model, and how far a transfer has come */
    public HubModels(HubEnvironment environment, FetchListener listener) {
        this(environment, () -> listener, Limits.DEFAULT);
    }

    /** @param listeners gives one for each model that is looked for */
    HubModels(HubEnvironment environment, Supplier<FetchListener> listeners, Limits limits) {
        this.environment = Objects.requireNonNull(environment, "environment");
        this.listeners = Objects.requireNonNull(listeners, "listeners");
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /** One place where the model may be. */
    @FunctionalInterface
    private interface Place {
        Optional<Path> look() throws IOException, UnavailableException;
    }

    @Override
    public Optional<Path> resolve(String model, boolean offline) {
        if (model.startsWith(OllamaCache.PREFIX)) {
            return Optional.of(inOllamaCache(model));
        }
        Optional<HubName> name = HubName.parse(model);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        List<String> reasons = new ArrayList<>();
        return Optional.of(find(name.get(), reasons::add)
                .or(() -> fetch(name.get(), offline, reasons::add))
                .orElseThrow(() -> new ModelUnavailableException(
                        model + " is no file or directory here; " + String.join("; ", reasons))));
    }

    /**
     * Looks for a model of the hub on this machine.
     *
     * @param name a name of the hub
     * @param reasons is told for each place why it does not have the model
     * @return empty if it is not here
     * @throws IllegalArgumentException if it is no name of the hub
     */
    public Optional<Path> find(String name, Consumer<String> reasons) {
        return find(require(name), reasons);
    }

    /**
     * Fetches a model from the hub.
     *
     * @param name a name of the hub
     * @param reasons is told why it cannot be had
     * @return empty if it cannot be had
     * @throws IllegalArgumentException if it is no name of the hub
     */
    public Optional<Path> fetch(String name, boolean offline, Consumer<String> reasons) {
        return fetch(require(name), offline, reasons);
    }

    @Override
    public List<LocalModel> localModels() {
        Map<String, LocalModel> models = new LinkedHashMap<>();
        Stream.of(
                        new HubCache(environment.hubCache()).list(),
                        download(FetchListener.NONE).list(),
                        new OllamaCache(environment.ollamaCache()).list())
                .flatMap(List::stream)
                .forEach(model -> models.putIfAbsent(model.name(), model));
        return List.copyOf(models.values());
    }

    private static HubName require(String name) {
        return HubName.parse(name).orElseThrow(() -> new IllegalArgumentException("no name of the hub: " + name));
    }

    private Optional<Path> find(HubName name, Consumer<String> reasons) {
        HubCache tools = new HubCache(environment.hubCache());
        return look(
                        "local hub cache " + environment.shorten(tools.root()),
                        reasons,
                        () -> Optional.of(tools.find(name)))
                .or(() -> look(
                        "cache " + environment.shorten(environment.cacheHome()),
                        reasons,
                        () -> download(listeners.get()).find(name)));
    }

    private Optional<Path> fetch(HubName name, boolean offline, Consumer<String> reasons) {
        return look("hub", reasons, () -> {
            if (offline || environment.isOffline()) {
                throw new UnavailableException("not asked (offline)");
            }
            HubClient client = new HubClient(environment.hubEndpoint(), environment.hubToken(), limits);
            return Optional.of(download(listeners.get()).fetch(name, client, limits));
        });
    }

    private HubDownload download(FetchListener listener) {
        return new HubDownload(new CacheFolder(environment.cacheHome()), listener);
    }

    private Path inOllamaCache(String model) {
        Path root = environment.ollamaCache();
        try {
            return new OllamaCache(root).find(model.substring(OllamaCache.PREFIX.length()));
        } catch (UnavailableException e) {
            throw new ModelUnavailableException(
                    "%s: Ollama's cache %s: %s".formatted(model, environment.shorten(root), e.getMessage()), e);
        }
    }

    /** Looks in one place; when it does not have the model, says why and gives nothing. */
    private static Optional<Path> look(String place, Consumer<String> reasons, Place search) {
        try {
            return search.look();
        } catch (IOException | UnavailableException e) {
            reasons.accept(place + ": " + Reasons.of(e));
            return Optional.empty();
        }
    }
}
