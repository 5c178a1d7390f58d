package io.github.ssd4j.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ssd4j.LocalModel;
import io.github.ssd4j.hub.internal.Reasons;
import io.github.ssd4j.hub.internal.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the models that Ollama has fetched: {@code manifests/<registry>/<namespace>/<model>/<tag>} names the blobs of a
 * model, {@code blobs/sha256-<digest>} is its GGUF file. Never writes to it, and never fetches.
 *
 * @param root the folder of {@code manifests} and {@code blobs}
 */
record OllamaCache(Path root) {

    /** What stands before the name of a model of Ollama. */
    static final String PREFIX = "ollama:";

    private static final Logger log = LoggerFactory.getLogger(OllamaCache.class);

    private static final String REGISTRY = "registry.ollama.ai";
    private static final String NAMESPACE = "library";
    private static final String TAG = "latest";

    private static final String PART = "[A-Za-z0-9][A-Za-z0-9._-]*";
    private static final Pattern NAME = Pattern.compile("(?:(?:(%1$s)/)?(%1$s)/)?(%1$s)(?::(%1$s))?".formatted(PART));

    private static final String MODEL_TYPE = "application/vnd.ollama.image.model";
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    /** Real ones have about one kilobyte. */
    private static final long MAX_MANIFEST_BYTES = 1 << 20;

    /** Registry, namespace, model and tag. */
    private static final int MANIFEST_DEPTH = 4;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The GGUF file of a model.
     *
     * @param name {@code [[registry/]namespace/]model[:tag]}, as Ollama takes it
     */
    Path find(String name) throws UnavailableException {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches() || name.contains("..")) {
            throw new UnavailableException("%s is no name of a model of Ollama".formatted(name));
        }
        Path manifest = manifests()
                .resolve(orElse(matcher.group(1), REGISTRY))
                .resolve(orElse(matcher.group(2), NAMESPACE))
                .resolve(matcher.group(3))
                .resolve(orElse(matcher.group(4), TAG));
        if (!Files.isRegularFile(manifest)) {
            List<LocalModel> models = list();
            throw new UnavailableException("not there; %s; `ollama pull %s` fetches it"
                    .formatted(
                            models.isEmpty()
                                    ? "it holds no model"
                                    : "it holds "
                                            + models.stream()
                                                    .map(LocalModel::name)
                                                    .collect(Collectors.joining(", ")),
                            name));
        }
        try {
            return blob(manifest);
        } catch (IOException e) {
            throw new UnavailableException(Reasons.of(e), e);
        }
    }

    private static String orElse(@Nullable String value, String other) {
        return value == null ? other : value;
    }

    /** All models, in the order of their names; what has no GGUF file is left out. */
    List<LocalModel> list() {
        List<LocalModel> models = new ArrayList<>();
        if (!Files.isDirectory(manifests())) {
            return models;
        }
        try (Stream<Path> manifests = Files.walk(manifests(), MANIFEST_DEPTH)) {
            for (Path manifest : manifests
                    .filter(Files::isRegularFile)
                    .filter(file -> manifests().relativize(file).getNameCount() == MANIFEST_DEPTH)
                    .sorted()
                    .toList()) {
                try {
                    models.add(LocalModel.of(name(manifest), blob(manifest)));
                } catch (IOException | UnavailableException e) {
                    log.debug("{} is not listed", manifest, e);
                }
            }
        } catch (IOException e) {
            log.debug("{} is not listed to its end", root, e);
        }
        return models;
    }

    /** What to give to open it: without what Ollama takes for granted, but for the tag. */
    private String name(Path manifest) {
        Path parts = manifests().relativize(manifest);
        String registry = parts.getName(0) + "/";
        String namespace = parts.getName(1) + "/";
        String prefix = registry.equals(REGISTRY + "/") ? "" : registry;
        if (!prefix.isEmpty() || !namespace.equals(NAMESPACE + "/")) {
            prefix += namespace;
        }
        return PREFIX + prefix + parts.getName(2) + ":" + parts.getName(3);
    }

    private Path blob(Path manifest) throws IOException, UnavailableException {
        if (Files.size(manifest) > MAX_MANIFEST_BYTES) {
            throw new UnavailableException("the manifest is too large: " + manifest);
        }
        for (JsonNode layer : JSON.readTree(Files.readAllBytes(manifest)).path("layers")) {
            String digest = layer.path("digest").asText();
            if (layer.path("mediaType").asText().equals(MODEL_TYPE)
                    && DIGEST.matcher(digest).matches()) {
                Path blob = root.resolve("blobs").resolve(digest.replace(':', '-'));
                if (!Files.isRegularFile(blob)) {
                    throw new UnavailableException("its file is missing: " + blob);
                }
                return blob;
            }
        }
        throw new UnavailableException("the manifest names no GGUF file: " + manifest);
    }

    private Path manifests() {
        return root.resolve("manifests");
    }
}
