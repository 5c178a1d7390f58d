package io.github.ssd4j.hub.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that keeps what was fetched. Two processes never fetch the same model at the same time, and a file is seen
 * under its name only when it is whole.
 *
 * @param root made when the first thing is fetched
 */
public record CacheFolder(Path root) {

    private static final long LOCK_POLL_MILLIS = 200;

    /** Work under a lock. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException, UnavailableException;
    }

    /**
     * Runs the work while no other process, nor another thread of this one, works under the same key.
     *
     * @param notes is told if it has to wait
     */
    public <T> T locked(String key, Consumer<String> notes, Work<T> work) throws IOException, UnavailableException {
        Path locks = Files.createDirectories(root.resolve("locks"));
        try (FileChannel channel = FileChannel.open(
                        locks.resolve(key + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = await(channel, key, notes)) {
            assert lock.isValid();
            return work.run();
        }
    }

    private static FileLock await(FileChannel channel, String key, Consumer<String> notes) throws IOException {
        boolean told = false;
        while (true) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            if (!told) {
                notes.accept("another process is fetching " + key + "; waiting for it");
                told = true;
            }
            try {
                Thread.sleep(LOCK_POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while another process was fetching " + key, e);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another thread of this process holds it: as good as another process.
            return null;
        }
    }

    /** Puts a finished file in place, over an older one if need be. */
    public static void move(Path from, Path to) throws IOException {
        Files.createDirectories(to.toAbsolutePath().getParent());
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes a folder and all in it, if it is there. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
