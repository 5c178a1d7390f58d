package io.github.ssd4j.examples.model;

import io.github.ssd4j.hub.FetchListener;
import io.github.ssd4j.hub.internal.CacheFolder;
import io.github.ssd4j.hub.internal.Checksum;
import io.github.ssd4j.hub.internal.Manifest;
import io.github.ssd4j.hub.internal.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tiny model that ships with the examples: karpathy's stories260K, a base model of 260,000 parameters that was trained
 * on children's stories. It lets everything run without a network; it answers no questions.
 */
final class BuiltInModel {

    static final String NAME = "stories260K";

    private static final List<String> FILES = List.of(
            "config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");

    private BuiltInModel() {}

    /** Its folder: that of the class path, or a copy in our cache folder when the class path is a jar. */
    static Path locate(CacheFolder cache, FetchListener listener) throws IOException, UnavailableException {
        URL config = resource("config.json");
        if (config.getProtocol().equals("file")) {
            try {
                return Path.of(config.toURI()).resolveSibling("");
            } catch (URISyntaxException e) {
                throw new UnavailableException("unusable address: " + config, e);
            }
        }
        return cache.locked(NAME, listener::note, () -> unpack(cache));
    }

    static Path unpack(CacheFolder cache) throws IOException {
        Path folder = Files.createDirectories(cache.root().resolve(NAME));
        Manifest manifest = Manifest.read(folder);
        if (manifest.entries().keySet().containsAll(FILES)
                && manifest.damaged(folder).isEmpty()) {
            return folder;
        }
        Map<String, Manifest.Entry> entries = new LinkedHashMap<>();
        for (String name : FILES) {
            Path part = folder.resolve(name + ".part");
            try (InputStream in = resource(name).openStream()) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            Path file = folder.resolve(name);
            CacheFolder.move(part, file);
            entries.put(name, Manifest.Entry.of(file, Checksum.of(Checksum.Kind.SHA256, file)));
        }
        new Manifest(entries).write(folder);
        return folder;
    }

    private static URL resource(String name) {
        URL url = BuiltInModel.class.getResource(NAME + "/" + name);
        if (url == null) {
            throw new IllegalStateException("the examples were built without the resource " + NAME + "/" + name);
        }
        return url;
    }
}
