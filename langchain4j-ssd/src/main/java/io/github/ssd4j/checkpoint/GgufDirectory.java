package io.github.ssd4j.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory in which the GGUF file of a model lies, whole or in parts. */
final class GgufDirectory {

    private static final int MAX_LISTED = 20;

    private GgufDirectory() {}

    /**
     * The only GGUF file of the directory, or a part of the only split one.
     *
     * @throws CheckpointException if there is none, or more than one
     */
    static Path only(Path directory) {
        Map<String, Path> models = new TreeMap<>();
        for (Path file : files(directory)) {
            models.putIfAbsent(GgufParts.group(file), file);
        }
        if (models.isEmpty()) {
            throw new CheckpointException(directory, "neither config.json nor a .gguf file in this directory");
        }
        if (models.size() > 1) {
            List<String> names = models.values().stream()
                    .map(GgufParts::nameOf)
                    .limit(MAX_LISTED)
                    .toList();
            throw new CheckpointException(
                    directory,
                    "%d models in this directory: %s%s; give the path of one of these files"
                            .formatted(
                                    models.size(),
                                    String.join(", ", names),
                                    models.size() > MAX_LISTED ? ", ..." : ""));
        }
        return models.values().iterator().next();
    }

    /** In the order of their names, so that the first part of a model comes first. Hidden files are no models. */
    private static List<Path> files(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(GgufDirectory::isModel).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new CheckpointException(directory, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isModel(Path file) {
        String name = GgufParts.nameOf(file);
        return name.endsWith(".gguf") && !name.startsWith(".") && Files.isRegularFile(file);
    }
}
