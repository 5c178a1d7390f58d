package io.github.ssd4j.hub;

import io.github.ssd4j.LocalModel;
import io.github.ssd4j.hub.internal.CacheFolder;
import io.github.ssd4j.hub.internal.Limits;
import io.github.ssd4j.hub.internal.Manifest;
import io.github.ssd4j.hub.internal.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Models from the hub in our own cache folder, under {@code hub/}, laid out as the hub's own tools do. A snapshot holds the
 * files of its commit that were asked for so far, and a manifest of them.
 */
final class HubDownload {

    /** A path that stays inside its folder. */
    private static final Pattern PLAIN_PATH =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*");

    private final CacheFolder cache;
    private final HubCache layout;
    private final FetchListener listener;

    HubDownload(CacheFolder cache, FetchListener listener) {
        this.cache = cache;
        this.layout = new HubCache(cache.root().resolve("hub"));
        this.listener = listener;
    }

    /** What was downloaded earlier, verified; empty when it is not there or damaged. */
    Optional<Path> find(HubName name) throws IOException {
        Optional<Path> snapshot = layout.snapshot(name);
        if (snapshot.isEmpty()) {
            return Optional.empty();
        }
        Path folder = snapshot.get();
        Manifest manifest = Manifest.read(folder);
        Choice choice;
        try {
            choice = Choice.amongPresent(name, folder, manifest.entries().keySet());
        } catch (UnavailableException e) {
            // Another file of the repository was fetched earlier, not this one.
            return Optional.empty();
        }
        List<String> damaged = manifest.damaged(folder, choice.files());
        for (String file : damaged) {
            listener.note("the cached " + file + " of " + name + " is damaged; it has to be fetched again");
            Files.deleteIfExists(folder.resolve(file));
        }
        return damaged.isEmpty() ? Optional.of(folder.resolve(choice.entry())) : Optional.empty();
    }

    /** All that was downloaded whole. */
    List<LocalModel> list() {
        return layout.list();
    }

    /** Downloads what is not there yet. */
    Path fetch(HubName name, HubClient client, Limits limits) throws IOException, UnavailableException {
        HubClient.Listing listing = client.list(name);
        List<String> plain = listing.files().stream()
                .filter(file -> PLAIN_PATH.matcher(file).matches())
                .toList();
        Choice choice = Choice.amongListed(name, plain);
        return cache.locked(name.folderName(), listener::note, () -> {
            Path folder = layout.snapshot(name, listing.commit());
            Transfer transfer = new Transfer(client, limits, listener);
            Map<String, Manifest.Entry> entries =
                    new LinkedHashMap<>(Manifest.read(folder).entries());
            for (String file : choice.files()) {
                entries.put(file, transfer.fetch(name, listing.commit(), file, folder.resolve(file)));
                if (file.equals(Choice.INDEX)) {
                    for (String shard : Choice.shards(folder.resolve(file))) {
                        requireListed(shard, plain, name);
                        entries.put(shard, transfer.fetch(name, listing.commit(), shard, folder.resolve(shard)));
                    }
                }
            }
            new Manifest(entries).write(folder);
            writeRef(layout.ref(name), listing.commit());
            return folder.resolve(choice.entry());
        });
    }

    private static void writeRef(Path ref, String commit) throws IOException {
        Path part = ref.resolveSibling(ref.getFileName() + ".part");
        Files.createDirectories(ref.getParent());
        Files.writeString(part, commit);
        CacheFolder.move(part, ref);
    }

    private static void requireListed(String shard, List<String> files, HubName name) throws UnavailableException {
        if (!files.contains(shard)) {
            throw new UnavailableException("the index of " + name + " names " + shard + ", which is not there");
        }
    }
}
