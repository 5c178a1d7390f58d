package io.github.ssd4j.measurement.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;

/**
 * A file that is replaced as a whole: who reads it sees the old content or the new, also if the machine goes down meanwhile.
 * The new content is written beside it and then takes its name.
 */
public final class AtomicFile {

    private final Path file;

    private AtomicFile(Path file) {
        this.file = file;
    }

    /** The file; where it is a link, what the link names. */
    public static AtomicFile of(Path file) throws IOException {
        return new AtomicFile(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath());
    }

    /** The folder that a file is or would be in. */
    public static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    /** Replaces the content; the file keeps its permissions. */
    public void replace(String content) throws IOException {
        Path fresh = beside();
        try {
            write(fresh, content);
            keepPermissions(fresh);
            move(fresh);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Fails as {@link #replace} would, but changes nothing. */
    public void tryFolder() throws IOException {
        Path fresh = beside();
        try {
            write(fresh, "");
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private Path beside() {
        return folderOf(file)
                .resolve(
                        "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    }

    private static void write(Path file, String content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            // Otherwise the name could reach the disk before the content.
            channel.force(true);
        }
    }

    private void keepPermissions(Path fresh) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        if (posix != null && Files.exists(file)) {
            posix.setPermissions(Files.getPosixFilePermissions(file));
        }
    }

    private void move(Path fresh) throws IOException {
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
