package io.github.ssd4j.measurement.io;

import io.github.ssd4j.internal.Ensure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that makes long work resumable: each is on file as soon as it is added, and survives that the work is killed
 * at any moment; of a line that was being written then, nothing is kept. While it is open nobody else can open it. Not
 * thread-safe.
 */
public final class LineJournal implements AutoCloseable {

    private final Path file;
    private final Kind kind;
    private final FileChannel channel;

    private LineJournal(Path file, Kind kind, FileChannel channel) {
        this.file = file;
        this.kind = kind;
        this.channel = channel;
    }

    /**
     * What a journal is about.
     *
     * @param work in messages, as {@code search}
     * @param article of the work, as {@code a}
     * @param begin how the first line of each such journal begins
     */
    public record Kind(String work, String article, String begin) {}

    /** What a line is to its reader. */
    public enum Line {
        /** It belongs to this work and was understood. */
        KNOWN,
        /** It is damaged: it and all behind it go. */
        DAMAGED,
        /** The journal is of other work: it is kept beside the file with the ending {@code .old}, and this one begins anew. */
        FOREIGN
    }

    /** Understands lines. */
    @FunctionalInterface
    public interface Reader {

        /** Reads a line, without its line break; {@code first}: it is the first of the file. */
        Line read(String line, boolean first);
    }

    /**
     * Opens a journal, or begins it if there is none, and reads its lines.
     *
     * @throws IllegalArgumentException if the file cannot be read or written, is something else than such a journal, or is
     *     used by another process
     */
    public static LineJournal open(Path file, Kind kind, Reader reader) {
        Ensure.notNull(file, "file");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            LineJournal journal = new LineJournal(file, kind, channel);
            journal.lock();
            journal.read(reader);
            return journal;
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw new IllegalArgumentException(
                    "the journal of the %s cannot be used: %s (%s)".formatted(kind.work(), file, e), e);
        } catch (RuntimeException e) {
            closeQuietly(channel, e);
            throw e;
        }
    }

    /** Where it is. */
    public Path file() {
        return file;
    }

    /**
     * Adds a line. It is handed to the operating system at once, where the end of this process does no harm to it.
     *
     * @param line without a line break
     * @throws UncheckedIOException if the file cannot be written any more
     */
    public void append(String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(message(e), e);
        }
    }

    /**
     * Takes all lines away. What the file has is kept beside it with the ending {@code .old}.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public void clear() {
        try {
            if (channel.size() > 0) {
                keepAside(content());
            }
            channel.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(message(e), e);
        }
    }

    /** Lets others open it. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(message(e), e);
        }
    }

    private void lock() throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held within this JVM.
            lock = null;
        }
        Ensure.that(
                lock != null,
                "another %s is running with the journal %s: wait for it, or use another journal",
                kind.work(),
                file);
    }

    /** Reads whole lines up to the first that is none; what is behind is cut off. */
    private void read(Reader reader) throws IOException {
        byte[] content = content();
        int end = 0;
        Line kept = Line.KNOWN;
        for (int newLine = next(content, 0); newLine >= 0 && kept == Line.KNOWN; newLine = next(content, end)) {
            kept = reader.read(new String(content, end, newLine - end, StandardCharsets.UTF_8), end == 0);
            if (kept == Line.KNOWN) {
                end = newLine + 1;
            }
        }
        if (kept == Line.FOREIGN) {
            keepAside(content);
            end = 0;
        } else if (end == 0) {
            requireJournal(new String(content, StandardCharsets.UTF_8));
        }
        channel.truncate(end);
        channel.position(end);
    }

    private byte[] content() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        channel.position(0);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
        return bytes.array();
    }

    /** Copied rather than moved: the lock is on the file that is open. */
    private void keepAside(byte[] content) throws IOException {
        Files.write(file.resolveSibling(file.getFileName() + ".old"), content);
    }

    /** A file that is something else must not be lost because someone mistook it for a journal. */
    private void requireJournal(String content) {
        String begin =
                content.substring(0, Math.min(content.length(), kind.begin().length()));
        Ensure.that(
                kind.begin().startsWith(begin),
                "the file is no journal of %s %s: %s",
                kind.article(),
                kind.work(),
                file);
    }

    private static int next(byte[] content, int from) {
        for (int i = from; i < content.length; i++) {
            if (content[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private String message(IOException e) {
        return "the journal of the %s cannot be written: %s (%s)".formatted(kind.work(), file, e.getMessage());
    }

    private static void closeQuietly(@Nullable FileChannel channel, Exception reason) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }
}
