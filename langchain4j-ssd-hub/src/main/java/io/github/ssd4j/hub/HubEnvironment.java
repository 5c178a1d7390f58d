package io.github.ssd4j.hub;

import io.github.ssd4j.ModelUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The part of the user's surroundings that decides where models lie and how the hub is reached. The hub's variables mean
 * what they mean to the hub's own tools.
 *
 * @param variables environment variables
 * @param home the user's home folder
 * @param operatingSystem value of the system property {@code os.name}
 */
public record HubEnvironment(Map<String, String> variables, Path home, String operatingSystem) {

    private static final String FOLDER = "langchain4j-ssd";
    private static final Set<String> TRUE = Set.of("1", "on", "yes", "true");

    public HubEnvironment {
        variables = Map.copyOf(variables);
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(operatingSystem, "operatingSystem");
    }

    /** The surroundings of this process. */
    public static HubEnvironment current() {
        return new HubEnvironment(
                System.getenv(), Path.of(System.getProperty("user.home", ".")), System.getProperty("os.name", ""));
    }

    /** A variable that is set and not blank. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /** The folder for what we fetch: {@code SSD_CACHE_HOME}, else the operating system's usual place. */
    public Path cacheHome() {
        return folder("SSD_CACHE_HOME").orElseGet(() -> userCache().resolve(FOLDER));
    }

    /** The cache that the hub's own tools fill: {@code HF_HUB_CACHE}, {@code HF_HOME/hub}, else the usual place. */
    public Path hubCache() {
        return folder("HF_HUB_CACHE").orElseGet(() -> hubHome().resolve("hub"));
    }

    /** The folder of Ollama's models: {@code OLLAMA_MODELS}, else the usual place. */
    public Path ollamaCache() {
        return folder("OLLAMA_MODELS").orElseGet(() -> home.resolve(".ollama").resolve("models"));
    }

    /** Address of the hub or of a mirror of it: {@code HF_ENDPOINT}. */
    public URI hubEndpoint() {
        String address =
                variable("HF_ENDPOINT").orElse("https://huggingface.co").trim();
        URI uri;
        try {
            uri = URI.create(address.endsWith("/") ? address : address + "/");
        } catch (IllegalArgumentException e) {
            throw new ModelUnavailableException("HF_ENDPOINT is no address: " + address, e);
        }
        if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
            throw new ModelUnavailableException("HF_ENDPOINT must be an http or https address, but is: " + address);
        }
        return uri;
    }

    /** The user's access token: {@code HF_TOKEN}, else the file in which the hub's own tools keep it. */
    public Optional<String> hubToken() {
        Optional<String> token = variable("HF_TOKEN");
        if (token.isPresent()) {
            return token.map(String::trim);
        }
        Path file = folder("HF_TOKEN_PATH").orElseGet(() -> hubHome().resolve("token"));
        try {
            return Optional.of(Files.readString(file).trim()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether {@code HF_HUB_OFFLINE} forbids the network. */
    public boolean isOffline() {
        return variable("HF_HUB_OFFLINE")
                .filter(value -> TRUE.contains(value.trim().toLowerCase(Locale.ROOT)))
                .isPresent();
    }

    /** A path in which a leading {@code ~/} stands for the home folder, for values that no shell has expanded. */
    public Path path(String text) {
        return text.equals("~") || text.startsWith("~/")
                ? home.resolve(text.substring(1).replaceFirst("^/", ""))
                : Path.of(text);
    }

    /** The path as the user would write it, with {@code ~} for the home folder. */
    public String shorten(Path path) {
        return path.startsWith(home) && !path.equals(home) ? "~/" + home.relativize(path) : path.toString();
    }

    private Path hubHome() {
        return folder("HF_HOME")
                .orElseGet(() -> folder("XDG_CACHE_HOME")
                        .orElseGet(() -> home.resolve(".cache"))
                        .resolve("huggingface"));
    }

    private Path userCache() {
        String system = operatingSystem.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return folder("LOCALAPPDATA")
                    .orElseGet(() -> home.resolve("AppData").resolve("Local"));
        }
        if (system.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches");
        }
        return folder("XDG_CACHE_HOME").orElseGet(() -> home.resolve(".cache"));
    }

    private Optional<Path> folder(String name) {
        return variable(name).map(this::path);
    }
}
