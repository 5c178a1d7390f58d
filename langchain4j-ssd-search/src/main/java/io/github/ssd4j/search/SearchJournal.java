package io.github.ssd4j.search;

import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.search.JournalLines.Header;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that makes a search resumable: the costs and every score, as soon as they are known. It survives that the search is
 * killed at any moment; of a line that was being written then, nothing is kept.
 *
 * <p>A line of JSON for the costs, with everything that a score depends on, then one for each score, and one for what was measured in the
 * end. While it is open no
 * other search can open it. Not thread-safe.
 */
public final class SearchJournal implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private final Map<String, String> fingerprint;
    private final Map<SkipSet, Score> scores = new LinkedHashMap<>();
    private List<Validation> validations = List.of();
    private @Nullable DraftCosts costs;

    private SearchJournal(Path file, FileChannel channel, Map<String, String> fingerprint) {
        this.file = file;
        this.channel = channel;
        this.fingerprint = fingerprint;
    }

    /**
     * Opens a journal, or begins it if there is none. One of a search with another fingerprint is kept beside it with the
     * ending {@code .old}, and a new one begins.
     *
     * @param fingerprint everything that a score depends on, by name
     * @throws IllegalArgumentException if the file cannot be read or written, is something else than a journal, or is used
     *     by another search
     */
    public static SearchJournal open(Path file, Map<String, String> fingerprint) {
        Ensure.notNull(file, "file");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            lock(channel, file);
            SearchJournal journal = new SearchJournal(file, channel, Map.copyOf(fingerprint));
            journal.read();
            return journal;
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw new IllegalArgumentException(
                    "the journal of the search cannot be used: %s (%s)".formatted(file, e), e);
        } catch (RuntimeException e) {
            closeQuietly(channel, e);
            throw e;
        }
    }

    /** The costs of the search that is resumed, or those that were written. */
    public Optional<DraftCosts> costs() {
        return Optional.ofNullable(costs);
    }

    /**
     * Keeps the costs, before any score.
     *
     * @throws IllegalStateException if it has some
     * @throws UncheckedIOException if the file cannot be written any more
     */
    public void writeCosts(DraftCosts costs) {
        if (this.costs != null) {
            throw new IllegalStateException("the journal has costs already: " + file);
        }
        append(JournalLines.write(new Header(fingerprint, costs)));
        this.costs = costs;
    }

    /** The scores by their sets, in the order in which they were added; a view. */
    public Map<SkipSet, Score> scores() {
        return Collections.unmodifiableMap(scores);
    }

    /**
     * Keeps a score; of a set that is known, nothing changes.
     *
     * @throws IllegalStateException if there are no costs yet
     * @throws UncheckedIOException if the file cannot be written any more
     */
    public void add(Score score) {
        requireCosts();
        if (!scores.containsKey(score.set())) {
            append(JournalLines.write(score));
            scores.put(score.set(), score);
        }
    }

    /**
     * Forgets costs and scores. What the file has is kept beside it with the ending {@code .old}.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public void beginAnew() {
        try {
            if (channel.size() > 0) {
                keepAside(content());
            }
            channel.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(message(e), e);
        }
        costs = null;
        scores.clear();
        validations = List.of();
    }

    /** What was measured last; empty if nothing was. */
    public List<Validation> validations() {
        return validations;
    }

    /**
     * Keeps what was measured, in place of what was measured before.
     *
     * @throws IllegalStateException if there are no costs yet
     * @throws UncheckedIOException if the file cannot be written any more
     */
    public void writeValidations(List<Validation> measured) {
        requireCosts();
        append(JournalLines.write(measured));
        validations = List.copyOf(measured);
    }

    private void requireCosts() {
        if (costs == null) {
            throw new IllegalStateException("the journal has no costs yet: " + file);
        }
    }

    /** Lets another search open it. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(message(e), e);
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by another search in this JVM.
            lock = null;
        }
        Ensure.that(
                lock != null,
                "another search is running with the journal %s: wait for it, or use another journal",
                file);
    }

    /** Reads whole lines up to the first that is none; what is behind is cut off. */
    private void read() throws IOException {
        byte[] content = content();
        int end = 0;
        for (int newLine = next(content, 0); newLine >= 0; newLine = next(content, end)) {
            String line = new String(content, end, newLine - end, StandardCharsets.UTF_8);
            if (!(end == 0 ? readHeader(line, content) : readScore(line) || readValidations(line))) {
                break;
            }
            end = newLine + 1;
        }
        if (end == 0) {
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

    private boolean readHeader(String line, byte[] content) throws IOException {
        Optional<Header> header = JournalLines.readHeader(line);
        if (header.isEmpty()) {
            return false;
        }
        if (!header.get().fingerprint().equals(fingerprint)) {
            keepAside(content);
            return false;
        }
        costs = header.get().costs();
        return true;
    }

    private boolean readScore(String line) {
        Optional<Score> score = JournalLines.readScore(line);
        score.ifPresent(known -> scores.put(known.set(), known));
        return score.isPresent();
    }

    private boolean readValidations(String line) {
        Optional<List<Validation>> measured = JournalLines.readValidations(line);
        measured.ifPresent(known -> validations = List.copyOf(known));
        return measured.isPresent();
    }

    /** A file that is something else must not be lost because someone mistook it for a journal. */
    private void requireJournal(String content) {
        String begin = content.substring(0, Math.min(content.length(), JournalLines.BEGIN.length()));
        Ensure.that(JournalLines.BEGIN.startsWith(begin), "the file is no journal of a search: %s", file);
    }

    private static int next(byte[] content, int from) {
        for (int i = from; i < content.length; i++) {
            if (content[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Handed to the operating system at once, where the end of this process does no harm to it. */
    private void append(String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(message(e), e);
        }
    }

    private String message(IOException e) {
        return "the journal of the search cannot be written: %s (%s)".formatted(file, e.getMessage());
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
