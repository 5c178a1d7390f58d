package io.github.ssd4j.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ssd4j.hub.internal.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a name chooses among the files of a repository: a checkpoint with safetensors, if there is one and no GGUF file was
 * asked for, else a GGUF model.
 *
 * @param entry the file to open; empty for the folder itself
 * @param files what has to be there, as paths relative to the folder
 */
record Choice(String entry, List<String> files) {

    /** Names the files among which the weights of a large model are shared out. */
    static final String INDEX = "model.safetensors.index.json";

    /** The weights of a small model. */
    private static final String WEIGHTS = "model.safetensors";

    private static final String CONFIG = "config.json";

    private static final Set<String> SMALL_FILES = Set.of(
            CONFIG,
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja");

    /** The chat templates of a model beside its usual one, such as that for requests with tools. */
    private static final Pattern NAMED_TEMPLATE = Pattern.compile("additional_chat_templates/[^/]+\\.jinja");

    private static final ObjectMapper JSON = new ObjectMapper();

    Choice {
        files = List.copyOf(files);
    }

    /**
     * What to fetch of a repository; the weight files that its {@link #INDEX} names come on top.
     *
     * @throws UnavailableException if it does not have what the name asks for
     */
    static Choice amongListed(HubName name, Collection<String> files) throws UnavailableException {
        if (!name.choosesGguf() && files.contains(CONFIG)) {
            String weights = files.contains(WEIGHTS) ? WEIGHTS : INDEX;
            if (files.contains(weights)) {
                return new Choice(
                        "",
                        files.stream()
                                .filter(file -> isSmall(file) || file.equals(weights))
                                .toList());
            }
        }
        return gguf(name, files);
    }

    private static boolean isSmall(String file) {
        return SMALL_FILES.contains(file) || NAMED_TEMPLATE.matcher(file).matches();
    }

    /**
     * What to open of the files that are in a folder.
     *
     * @throws UnavailableException if what the name asks for is not there, or not all of it
     */
    static Choice amongPresent(HubName name, Path folder, Collection<String> files) throws UnavailableException {
        if (!name.choosesGguf()) {
            List<String> missing = missing(folder, files);
            if (missing.isEmpty()) {
                return new Choice(
                        "",
                        files.stream().filter(file -> !file.endsWith(".gguf")).toList());
            }
            if (GgufModels.among(files).all().isEmpty()) {
                throw new UnavailableException("incomplete, missing: " + String.join(", ", missing));
            }
        }
        return gguf(name, files);
    }

    private static Choice gguf(HubName name, Collection<String> files) throws UnavailableException {
        GgufModels models = GgufModels.among(files);
        if (!name.choosesGguf() && models.all().size() != 1) {
            throw new UnavailableException(
                    models.all().isEmpty()
                            ? name + " holds neither safetensors weights nor a .gguf file"
                            : "%s holds several .gguf models: choose one with %s:NAME; it has %s"
                                    .formatted(name, name, models.labels()));
        }
        GgufModels.Gguf chosen = models.choose(name);
        return new Choice(chosen.first(), chosen.files());
    }

    /** What a checkpoint with safetensors lacks; empty when it is complete. */
    static List<String> missing(Path folder, Collection<String> files) {
        TreeSet<String> needed = new TreeSet<>(List.of(CONFIG, "tokenizer.json"));
        if (!files.contains(WEIGHTS) && files.contains(INDEX)) {
            needed.addAll(shards(folder.resolve(INDEX)));
        } else {
            needed.add(WEIGHTS);
        }
        needed.removeAll(Set.copyOf(files));
        return List.copyOf(needed);
    }

    /** The weight files that an index names. */
    static List<String> shards(Path index) {
        TreeSet<String> shards = new TreeSet<>();
        try {
            for (JsonNode file : JSON.readTree(Files.readAllBytes(index)).path("weight_map")) {
                shards.add(file.asText());
            }
        } catch (IOException e) {
            // The reader of checkpoints says precisely what is wrong with the index.
            return List.of();
        }
        return List.copyOf(shards);
    }
}
