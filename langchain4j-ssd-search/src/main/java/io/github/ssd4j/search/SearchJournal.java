package io.github.ssd4j.search;

import io.github.ssd4j.measurement.io.LineJournal;
import io.github.ssd4j.search.JournalLines.Header;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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

    private static final LineJournal.Kind KIND = new LineJournal.Kind("search", "a", JournalLines.BEGIN);

    private final LineJournal lines;
    private final Map<String, String> fingerprint;
    private final Map<SkipSet, Score> scores = new LinkedHashMap<>();
    private List<Validation> validations = List.of();
    private @Nullable DraftCosts costs;

    private SearchJournal(Path file, Map<String, String> fingerprint) {
        this.fingerprint = Map.copyOf(fingerprint);
        lines = LineJournal.open(file, KIND, this::read);
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
        return new SearchJournal(file, fingerprint);
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
            throw new IllegalStateException("the journal has costs already: " + lines.file());
        }
        lines.append(JournalLines.write(new Header(fingerprint, costs)));
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
            lines.append(JournalLines.write(score));
            scores.put(score.set(), score);
        }
    }

    /**
     * Forgets costs and scores. What the file has is kept beside it with the ending {@code .old}.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public void beginAnew() {
        lines.clear();
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
        lines.append(JournalLines.write(measured));
        validations = List.copyOf(measured);
    }

    private void requireCosts() {
        if (costs == null) {
            throw new IllegalStateException("the journal has no costs yet: " + lines.file());
        }
    }

    /** Lets another search open it. */
    @Override
    public void close() {
        lines.close();
    }

    private LineJournal.Line read(String line, boolean first) {
        if (first) {
            return readHeader(line);
        }
        return readScore(line) || readValidations(line) ? LineJournal.Line.KNOWN : LineJournal.Line.DAMAGED;
    }

    private LineJournal.Line readHeader(String line) {
        Optional<Header> header = JournalLines.readHeader(line);
        if (header.isEmpty()) {
            return LineJournal.Line.DAMAGED;
        }
        if (!header.get().fingerprint().equals(fingerprint)) {
            return LineJournal.Line.FOREIGN;
        }
        costs = header.get().costs();
        return LineJournal.Line.KNOWN;
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
}
