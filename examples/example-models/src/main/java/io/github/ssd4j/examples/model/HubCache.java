package io.github.ssd4j.examples.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads the cache that the hub's own tools fill:
 * {@code models--org--name/refs/<revision>} holds a commit, {@code snapshots/<commit>/} the files. Never writes to it.
 *
 * @param root the folder of all models
 */
record HubCache(Path root) {

    /** The weights of a small model. */
    static final String WEIGHTS = "model.safetensors";
    /** Names the files among which the weights of a large model are shared out. */
    static final String INDEX = "model.safetensors.index.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The folder with the model's files. */
    Path find(HubId id) throws UnavailableException {
        Path model = root.resolve(id.folderName());
        if (!Files.isDirectory(model)) {
            throw new UnavailableException("not there");
        }
        try {
            Path snapshot = snapshot(model, id.revision());
            List<String> missing = missingFiles(snapshot);
            if (missing.isEmpty()) {
                return snapshot;
            }
            return onlyGguf(snapshot)
                    .orElseThrow(() -> new UnavailableException("incomplete, missing: " + String.join(", ", missing)));
        } catch (IOException e) {
            throw new UnavailableException(Reasons.of(e), e);
        }
    }

    /** The files of a revision; a commit stands for itself. */
    private static Path snapshot(Path model, String revision) throws IOException, UnavailableException {
        Path ref = model.resolve("refs").resolve(revision);
        String commit = Files.isRegularFile(ref) ? Files.readString(ref).trim() : revision;
        Path snapshot = model.resolve("snapshots").resolve(commit);
        if (!Files.isDirectory(snapshot)) {
            throw new UnavailableException("revision " + revision + " is not there");
        }
        return snapshot;
    }

    /** The {@code .gguf} file of a folder that holds exactly one. */
    static Optional<Path> onlyGguf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> ggufs = files.filter(file -> file.toString().endsWith(".gguf"))
                    .limit(2)
                    .toList();
            return ggufs.size() == 1 ? Optional.of(ggufs.get(0)) : Optional.empty();
        }
    }

    /** What a checkpoint directory lacks; empty when it is complete. */
    static List<String> missingFiles(Path folder) {
        TreeSet<String> needed = new TreeSet<>(List.of("config.json", "tokenizer.json"));
        Path index = folder.resolve(INDEX);
        if (!Files.isRegularFile(folder.resolve(WEIGHTS)) && Files.isRegularFile(index)) {
            needed.addAll(shards(index));
        } else {
            needed.add(WEIGHTS);
        }
        return needed.stream()
                .filter(name -> !Files.isRegularFile(folder.resolve(name)))
                .toList();
    }

    /** The weight files that an index names. */
    static List<String> shards(Path index) {
        TreeSet<String> shards = new TreeSet<>();
        try {
            for (JsonNode file : JSON.readTree(index.toFile()).path("weight_map")) {
                shards.add(file.asText());
            }
        } catch (IOException e) {
            // The reader of checkpoints says precisely what is wrong with the index.
            return List.of();
        }
        return List.copyOf(shards);
    }
}
