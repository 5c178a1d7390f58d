package io.github.ssd4j.examples.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Models from the hub in our own cache folder, laid out as the hub's own tools do: {@code
 * hub/models--org--name/refs/<revision>} holds a commit, {@code hub/models--org--name/snapshots/<commit>/} the files of
 * that commit that a checkpoint needs.
 */
final class HubDownload {

    private static final Set<String> SMALL_FILES = Set.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja");

    /** A name that stays inside its folder. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final CacheFolder cache;
    private final Notes notes;

    HubDownload(CacheFolder cache, Notes notes) {
        this.cache = cache;
        this.notes = notes;
    }

    /** What was downloaded earlier, verified; empty when it is not there or damaged. */
    Optional<Path> find(HubId id) throws IOException {
        Optional<Path> folder = commitFolder(id);
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Manifest manifest = Manifest.read(folder.get());
        List<String> damaged = manifest.damaged(folder.get());
        for (String file : damaged) {
            notes.note("the cached " + file + " of " + id + " is damaged; it has to be fetched again");
            Files.deleteIfExists(folder.get().resolve(file));
        }
        return manifest.isEmpty() || !damaged.isEmpty() ? Optional.empty() : Optional.of(checkpoint(folder.get()));
    }

    /** Downloads what is not there yet. */
    Path fetch(HubId id, HubClient client, Limits limits) throws IOException, UnavailableException {
        HubClient.Listing listing = client.list(id);
        return cache.locked(id.folderName(), notes, () -> {
            Path folder = snapshot(id, listing.commit());
            Transfer transfer = new Transfer(client, limits, notes);
            Map<String, Manifest.Entry> entries = new LinkedHashMap<>();
            for (String file : wantedFiles(id, listing.files())) {
                entries.put(file, transfer.fetch(id, listing.commit(), file, folder.resolve(file)));
                if (file.equals(HubCache.INDEX)) {
                    for (String shard : HubCache.shards(folder.resolve(file))) {
                        requireListed(shard, listing, id);
                        entries.put(shard, transfer.fetch(id, listing.commit(), shard, folder.resolve(shard)));
                    }
                }
            }
            new Manifest(entries).write(folder);
            Path ref = modelFolder(id).resolve("refs").resolve(id.revision());
            Path part = ref.resolveSibling(ref.getFileName() + ".part");
            Files.createDirectories(ref.getParent());
            Files.writeString(part, listing.commit());
            CacheFolder.move(part, ref);
            return checkpoint(folder);
        });
    }

    private Optional<Path> commitFolder(HubId id) throws IOException {
        Path ref = modelFolder(id).resolve("refs").resolve(id.revision());
        String commit = Files.isRegularFile(ref) ? Files.readString(ref).trim() : id.revision();
        Path folder = snapshot(id, commit);
        return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
    }

    private Path snapshot(HubId id, String commit) {
        return modelFolder(id).resolve("snapshots").resolve(commit);
    }

    private Path modelFolder(HubId id) {
        return cache.root().resolve("hub").resolve(id.folderName());
    }

    /** The folder, or the one {@code .gguf} file that is all there is. */
    private static Path checkpoint(Path folder) throws IOException {
        if (Files.isRegularFile(folder.resolve("config.json"))) {
            return folder;
        }
        return HubCache.onlyGguf(folder).orElse(folder);
    }

    private static List<String> wantedFiles(HubId id, List<String> files) throws UnavailableException {
        if (files.contains("config.json") && files.contains(HubCache.WEIGHTS)) {
            return files.stream()
                    .filter(file -> SMALL_FILES.contains(file) || file.equals(HubCache.WEIGHTS))
                    .toList();
        }
        if (files.contains("config.json") && files.contains(HubCache.INDEX)) {
            return files.stream()
                    .filter(file -> SMALL_FILES.contains(file) || file.equals(HubCache.INDEX))
                    .toList();
        }
        List<String> ggufs = files.stream()
                .filter(file ->
                        file.endsWith(".gguf") && PLAIN_NAME.matcher(file).matches())
                .toList();
        if (ggufs.size() == 1) {
            return ggufs;
        }
        throw new UnavailableException(
                ggufs.isEmpty()
                        ? id + " holds neither safetensors weights nor a .gguf file"
                        : id + " holds " + ggufs.size() + " .gguf files: download one of them and give its path");
    }

    private static void requireListed(String shard, HubClient.Listing listing, HubId id) throws UnavailableException {
        if (!listing.files().contains(shard) || !PLAIN_NAME.matcher(shard).matches()) {
            throw new UnavailableException("the index of " + id + " names " + shard + ", which is not there");
        }
    }
}
