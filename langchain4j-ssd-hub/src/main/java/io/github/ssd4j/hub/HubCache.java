package io.github.ssd4j.hub;

import io.github.ssd4j.LocalModel;
import io.github.ssd4j.hub.internal.Reasons;
import io.github.ssd4j.hub.internal.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a cache laid out as the hub's own tools do: {@code models--org--name/refs/<revision>} holds a commit, {@code
 * snapshots/<commit>/} the files. Never writes to it.
 *
 * @param root the folder of all models
 */
record HubCache(Path root) {

    private static final Logger log = LoggerFactory.getLogger(HubCache.class);

    private static final Pattern MODEL_FOLDER = Pattern.compile("models--(.+?)--(.+)");
    /** GGUF files stand at the top of a repository, or in a folder for each quantisation. */
    private static final int MAX_DEPTH = 3;

    /** What to open of a model, whole. */
    Path find(HubName name) throws UnavailableException {
        if (!Files.isDirectory(modelFolder(name))) {
            throw new UnavailableException("not there");
        }
        try {
            Path snapshot = snapshot(name)
                    .orElseThrow(() -> new UnavailableException("revision " + name.revision() + " is not there"));
            Choice choice = Choice.amongPresent(name, snapshot, files(snapshot));
            return snapshot.resolve(choice.entry());
        } catch (IOException e) {
            throw new UnavailableException(Reasons.of(e), e);
        }
    }

    Path modelFolder(HubName name) {
        return root.resolve(name.folderName());
    }

    Path snapshot(HubName name, String commit) {
        return modelFolder(name).resolve("snapshots").resolve(commit);
    }

    Path ref(HubName name) {
        return modelFolder(name).resolve("refs").resolve(name.revision());
    }

    /** The folder with the files of the revision, if it is there; a commit stands for itself. */
    Optional<Path> snapshot(HubName name) throws IOException {
        Path ref = ref(name);
        String commit = Files.isRegularFile(ref) ? Files.readString(ref).trim() : name.revision();
        return Optional.of(snapshot(name, commit)).filter(Files::isDirectory);
    }

    /** All models that are whole, in the order of their names. */
    List<LocalModel> list() {
        List<LocalModel> models = new ArrayList<>();
        try {
            for (Path folder : entries(root)) {
                Matcher matcher = MODEL_FOLDER.matcher(String.valueOf(folder.getFileName()));
                if (matcher.matches()) {
                    String repository = matcher.group(1) + "/" + matcher.group(2);
                    Map<String, String> revisions = revisions(folder.resolve("refs"));
                    for (Path snapshot : entries(folder.resolve("snapshots"))) {
                        String commit = String.valueOf(snapshot.getFileName());
                        String revision = revisions.getOrDefault(commit, commit);
                        models.addAll(models(repository + (revision.equals("main") ? "" : "@" + revision), snapshot));
                    }
                }
            }
        } catch (IOException e) {
            log.debug("{} is not listed to its end", root, e);
        }
        return models;
    }

    private static List<LocalModel> models(String name, Path snapshot) throws IOException {
        List<LocalModel> models = new ArrayList<>();
        List<String> files = files(snapshot);
        if (Choice.missing(snapshot, files).isEmpty()) {
            models.add(LocalModel.of(name, snapshot));
        }
        List<GgufModels.Gguf> ggufs = GgufModels.among(files).all();
        for (GgufModels.Gguf gguf : ggufs) {
            if (gguf.isWhole()) {
                boolean unique = ggufs.stream()
                                .filter(other -> other.label().equals(gguf.label()))
                                .count()
                        == 1;
                String choice = gguf.quantisation() != null && unique ? ":" + gguf.quantisation() : "/" + gguf.first();
                models.add(LocalModel.of(name + choice, snapshot.resolve(gguf.first())));
            }
        }
        return models;
    }

    /** What each commit is called; {@code main} before other names. */
    private static Map<String, String> revisions(Path refs) throws IOException {
        Map<String, String> revisions = new HashMap<>();
        for (Path ref : entries(refs)) {
            if (Files.isRegularFile(ref)) {
                revisions.merge(
                        Files.readString(ref).trim(),
                        String.valueOf(ref.getFileName()),
                        (one, other) -> other.equals("main") ? other : one);
            }
        }
        return revisions;
    }

    private static List<Path> entries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    /** Paths relative to the folder, with {@code /} between folders. */
    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder, MAX_DEPTH)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }
}
