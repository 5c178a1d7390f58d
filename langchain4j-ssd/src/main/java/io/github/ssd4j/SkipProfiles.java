package io.github.ssd4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The skip profiles that a user can choose from by name: those of {@code skip_layers.json}, which is packed into the jar,
 * and those of a file of the user's own. Immutable.
 *
 * <p>A file is one JSON object with a profile under each name:
 *
 * <pre>{@code
 * {
 *   "llama-2-13b": {
 *     "model": {"name": "meta-llama/Llama-2-13b-hf", "layers": 40, "hidden_size": 5120},
 *     "attention": [3, 5, 6],
 *     "mlp": [6, 9],
 *     "source": "published: ..."
 *   }
 * }
 * }</pre>
 *
 * Only {@code attention} and {@code mlp} are needed, so the files of the paper's own code load too. Layer ids start at 0.
 * Other keys are ignored.
 */
public final class SkipProfiles {

    /** The name that chooses the profile that fits the loaded model. */
    public static final String AUTO = "auto";

    /** The name that chooses to skip nothing. */
    public static final String NONE = "none";

    private static final String RESOURCE = "skip_layers.json";

    private static final ObjectReader JSON = Json.mapper().reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private final Map<String, SkipProfile> profiles;

    private SkipProfiles(Map<String, SkipProfile> profiles) {
        this.profiles = profiles;
    }

    /** The profiles of this release. */
    public static SkipProfiles builtIn() {
        try (InputStream in = SkipProfiles.class.getResourceAsStream(RESOURCE)) {
            return read(Ensure.notNull(in, RESOURCE).readAllBytes(), RESOURCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The profiles of a file.
     *
     * @throws IllegalArgumentException if there is no such file, or it is not as described above
     */
    public static SkipProfiles load(Path file) {
        Ensure.notNull(file, "file");
        try {
            return read(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new IllegalArgumentException("the skip profiles cannot be read: %s (%s)".formatted(file, e), e);
        }
    }

    /**
     * The profiles in the text of a file that is no {@link Path}. The stream is read to its end and not closed.
     *
     * @param name of the file, for messages
     * @throws IllegalArgumentException if it is not as described above
     */
    public static SkipProfiles read(InputStream json, String name) throws IOException {
        return read(json.readAllBytes(), name);
    }

    /** These profiles, under their own names. */
    public static SkipProfiles of(Collection<SkipProfile> profiles) {
        Map<String, SkipProfile> byName = new LinkedHashMap<>();
        profiles.forEach(profile -> byName.put(profile.name(), profile));
        return new SkipProfiles(byName);
    }

    /** These profiles, then those of {@code others} whose names are not taken. */
    public SkipProfiles orElse(SkipProfiles others) {
        Map<String, SkipProfile> joined = new LinkedHashMap<>(profiles);
        others.profiles.forEach(joined::putIfAbsent);
        return new SkipProfiles(joined);
    }

    /** Whether a profile can be called so: not blank, and none of the words that stand for a choice. */
    public static boolean canBeNamed(String name) {
        return !name.isBlank() && !name.equals(AUTO) && !name.equals(NONE);
    }

    /** The names, in the order of their files. */
    public Set<String> names() {
        return Collections.unmodifiableSet(profiles.keySet());
    }

    /**
     * The profile of that name, checked against a model; {@link #NONE} is always there.
     *
     * @throws SkipProfileException if there is none, or it was made for a model of another shape; the message lists
     *     the names of the profiles that fit
     */
    public SkipProfile find(String name, ModelConfig config) {
        Ensure.notBlank(name, "skipProfile");
        if (name.equals(NONE)) {
            return SkipProfile.NONE;
        }
        SkipProfile profile = profiles.get(name);
        if (profile == null) {
            throw new SkipProfileException("there is no skip profile '%s'".formatted(name), namesThatFit(config), null);
        }
        try {
            profile.requireFits(config);
        } catch (IllegalArgumentException e) {
            throw new SkipProfileException(String.valueOf(e.getMessage()), namesThatFit(config), e);
        }
        return profile;
    }

    /** The profiles that were made for this very model, by its name and its shape, in the order of their files. */
    public List<SkipProfile> fitting(String modelName, ModelConfig config) {
        return profiles.values().stream()
                .filter(profile -> fits(profile, config) && ModelNames.areSame(profile.model(), modelName))
                .toList();
    }

    /**
     * The profile that a user's word stands for: {@link #AUTO} is the first of {@link #fitting}, or {@link
     * SkipProfile#NONE} where there is none; everything else is a name to {@link #find}.
     */
    public SkipProfile choose(String nameOrAuto, String modelName, ModelConfig config) {
        if (nameOrAuto.equals(AUTO)) {
            return fitting(modelName, config).stream().findFirst().orElse(SkipProfile.NONE);
        }
        return find(nameOrAuto, config);
    }

    private static boolean fits(SkipProfile profile, ModelConfig config) {
        try {
            profile.requireFits(config);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private List<String> namesThatFit(ModelConfig config) {
        return profiles.values().stream()
                .filter(profile -> fits(profile, config))
                .map(SkipProfile::name)
                .toList();
    }

    private static SkipProfiles read(byte[] json, String file) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("%s is not JSON: %s".formatted(file, e.getMessage()), e);
        }
        Ensure.that(root.isObject(), "%s must hold one JSON object, but holds: %s", file, root.getNodeType());
        Map<String, SkipProfile> profiles = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            profiles.put(entry.getKey(), profile(entry.getKey(), entry.getValue(), file));
        }
        return new SkipProfiles(profiles);
    }

    private static SkipProfile profile(String name, JsonNode node, String file) {
        Ensure.that(canBeNamed(name), "%s: a skip profile cannot be called '%s'", file, name);
        Ensure.that(node.isObject(), "%s: the skip profile '%s' must be a JSON object, but is: %s", file, name, node);
        JsonNode model = node.path("model");
        try {
            return new SkipProfile(
                    name,
                    model.path("name").textValue(),
                    model.path("layers").asInt(0),
                    model.path("hidden_size").asInt(0),
                    layers(node, "attention"),
                    layers(node, "mlp"),
                    node.path("source").asText(""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static List<Integer> layers(JsonNode profile, String kind) {
        JsonNode ids = profile.get(kind);
        Ensure.that(ids != null && ids.isArray(), "%s must be a list of layer ids, but is: %s", kind, ids);
        List<Integer> layers = new ArrayList<>();
        for (JsonNode id : Ensure.notNull(ids, kind)) {
            Ensure.that(
                    id.canConvertToInt() && id.isIntegralNumber(),
                    "%s ids must be whole numbers, but one is: %s",
                    kind,
                    id);
            layers.add(id.intValue());
        }
        return layers;
    }
}
