package io.github.ssd4j.hub;

import io.github.ssd4j.hub.internal.CacheFolder;
import io.github.ssd4j.hub.internal.Checksum;
import io.github.ssd4j.hub.internal.Limits;
import io.github.ssd4j.hub.internal.Manifest;
import io.github.ssd4j.hub.internal.Reasons;
import io.github.ssd4j.hub.internal.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Fetches one file of a repository at a fixed commit. What has arrived stays in a {@code .part} file beside the target, so
 * a transfer that broke off goes on where it stopped, in this run or in a later one.
 */
final class Transfer {

    private static final int BUFFER_BYTES = 1 << 16;
    /** Tries in a row that bring nothing. */
    private static final int MAX_VAIN_TRIES = 2;

    private static final double MEGA = 1e6;

    private final HubClient client;
    private final Limits limits;
    private final FetchListener listener;

    Transfer(HubClient client, Limits limits, FetchListener listener) {
        this.client = client;
        this.limits = limits;
        this.listener = listener;
    }

    /**
     * Fetches the file, unless it lies there already, and compares it with the hub's checksum. Where the hub gives none, only
     * the size is compared, if it gives that, and a note says so: the checksum of the entry is then the one of what arrived.
     */
    Manifest.Entry fetch(HubName name, String commit, String file, Path target)
            throws IOException, UnavailableException {
        HubClient.FileHead head = client.head(name, commit, file);
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Files.createDirectories(target.toAbsolutePath().getParent());
        if (head.size() < 0) {
            // Of a file of unknown length nobody can say where it has to go on.
            Files.deleteIfExists(part);
        }
        if (!Files.isRegularFile(target) || !isRight(target, head)) {
            requireRoom(file, part, head.size());
            receive(name, commit, file, part, head.size());
            if (!isRight(part, head)) {
                // The beginning may stem from an earlier run: once more, from nothing.
                Files.delete(part);
                receive(name, commit, file, part, head.size());
            }
            if (!isRight(part, head)) {
                String found = describe(part, head);
                Files.delete(part);
                throw new UnavailableException("%s arrived damaged from %s: expected %s, found %s"
                        .formatted(file, client.host(), describe(head), found));
            }
            CacheFolder.move(part, target);
        }
        if (head.checksum() != null) {
            return Manifest.Entry.of(target, head.checksum());
        }
        listener.note("%s gives no checksum of %s: %s"
                .formatted(
                        client.host(),
                        file,
                        head.size() < 0
                                ? "nothing could be compared"
                                : "only its size was compared, %d bytes".formatted(head.size())));
        return Manifest.Entry.of(target, Checksum.of(Checksum.Kind.SHA256, target));
    }

    /** Better told now than after an hour. */
    private static void requireRoom(String file, Path part, long size) throws IOException, UnavailableException {
        Path folder = part.toAbsolutePath().getParent();
        long room = Files.getFileStore(folder).getUsableSpace();
        long needed = size - sizeOf(part);
        if (needed > room) {
            throw new UnavailableException(String.format(
                    Locale.ROOT,
                    "disk full: %s needs %.1f MB, %s has room for %.1f MB; SSD_CACHE_HOME moves the cache",
                    file,
                    needed / MEGA,
                    folder,
                    room / MEGA));
        }
    }

    private void receive(HubName name, String commit, String file, Path part, long size)
            throws IOException, UnavailableException {
        int vainTries = 0;
        String reason = "nothing arrived";
        while (vainTries < MAX_VAIN_TRIES) {
            long before = sizeOf(part);
            if (size >= 0 && before > size) {
                Files.delete(part);
                before = 0;
            }
            if (before == size) {
                return;
            }
            try {
                copy(client.open(name, commit, file, before), part, file, size);
                if (size < 0 || sizeOf(part) == size) {
                    listener.progress(file, sizeOf(part), sizeOf(part));
                    return;
                }
            } catch (IOException e) {
                reason = Reasons.of(e);
            }
            vainTries = sizeOf(part) > before ? 0 : vainTries + 1;
        }
        throw new UnavailableException("%s broke off after %d of %d bytes (%s); the next start goes on from there"
                .formatted(file, sizeOf(part), size, reason));
    }

    private void copy(HttpResponse<InputStream> response, Path part, String file, long size)
            throws IOException, UnavailableException {
        boolean goesOn = response.statusCode() == 206;
        try (InputStream in = response.body();
                OutputStream out = goesOn
                        ? Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                        : Files.newOutputStream(part);
                StallGuard guard = new StallGuard(limits.silence(), in)) {
            long done = goesOn ? sizeOf(part) : 0;
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    write(out, buffer, read, part);
                    done += read;
                    guard.alive();
                    if (done != size) {
                        listener.progress(file, done, Math.max(size, 0));
                    }
                }
            } catch (IOException e) {
                throw guard.isStalled()
                        ? new IOException(
                                "nothing arrived for " + limits.silence().toSeconds() + " s", e)
                        : e;
            }
        }
    }

    /** What cannot be written will not be with another try, other than what cannot be read. */
    private static void write(OutputStream out, byte[] buffer, int length, Path part) throws UnavailableException {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw new UnavailableException("%s cannot be written: %s".formatted(part, Reasons.of(e)), e);
        }
    }

    private static boolean isRight(Path file, HubClient.FileHead head) throws IOException {
        if (head.size() >= 0 && Files.size(file) != head.size()) {
            return false;
        }
        return head.checksum() == null || head.checksum().matches(file);
    }

    private static String describe(HubClient.FileHead head) {
        return head.checksum() == null
                ? head.size() + " bytes"
                : head.checksum().hex();
    }

    private static String describe(Path file, HubClient.FileHead head) throws IOException {
        return head.checksum() == null
                ? Files.size(file) + " bytes"
                : Checksum.of(head.checksum().kind(), file).hex();
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
