package io.github.ssd4j.examples.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Fetches one file of a repository at a fixed commit. What has arrived stays in a {@code .part} file beside the target, so
 * a transfer that broke off goes on where it stopped, in this run or in a later one.
 */
final class Transfer {

    private static final int BUFFER_BYTES = 1 << 16;
    /** Tries in a row that bring nothing. */
    private static final int MAX_VAIN_TRIES = 2;

    private final HubClient client;
    private final Limits limits;
    private final Notes notes;

    Transfer(HubClient client, Limits limits, Notes notes) {
        this.client = client;
        this.limits = limits;
        this.notes = notes;
    }

    /**
     * Fetches the file, unless it lies there already, and compares it with the hub's checksum. Where the hub gives none, only
     * the size is compared, if it gives that, and a note says so: the checksum of the entry is then the one of what arrived.
     */
    Manifest.Entry fetch(HubId id, String commit, String file, Path target) throws IOException, UnavailableException {
        HubClient.FileHead head = client.head(id, commit, file);
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Files.createDirectories(target.toAbsolutePath().getParent());
        if (head.size() < 0) {
            // Of a file of unknown length nobody can say where it has to go on.
            Files.deleteIfExists(part);
        }
        if (!Files.isRegularFile(target) || !isRight(target, head)) {
            receive(id, commit, file, part, head.size());
            if (!isRight(part, head)) {
                // The beginning may stem from an earlier run: once more, from nothing.
                Files.delete(part);
                receive(id, commit, file, part, head.size());
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
        notes.note("%s gives no checksum of %s: %s"
                .formatted(
                        client.host(),
                        file,
                        head.size() < 0
                                ? "nothing could be compared"
                                : "only its size was compared, %d bytes".formatted(head.size())));
        return Manifest.Entry.of(target, Checksum.of(Checksum.Kind.SHA256, target));
    }

    private void receive(HubId id, String commit, String file, Path part, long size)
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
                copy(client.open(id, commit, file, before), part, file, size);
                if (size < 0 || sizeOf(part) == size) {
                    notes.progress(file, sizeOf(part), sizeOf(part));
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

    private void copy(HttpResponse<InputStream> response, Path part, String file, long size) throws IOException {
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
                    out.write(buffer, 0, read);
                    done += read;
                    guard.alive();
                    if (done != size) {
                        notes.progress(file, done, Math.max(size, 0));
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
