package io.github.ssd4j.examples.model;

import io.github.ssd4j.hub.FetchListener;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/** Shows the user how a model is looked for and fetched: a line for each note, and a bar while a transfer lasts. */
public final class FetchProgress implements FetchListener {

    private static final int BAR_WIDTH = 24;
    private static final long REDRAW_NANOS = 100_000_000;
    private static final double MEGA = 1e6;

    private final Consumer<String> lines;
    private final Consumer<String> status;
    private long drawnNanos = System.nanoTime() - REDRAW_NANOS;

    /**
     * @param lines shows a line that stays
     * @param status shows a line that the next one takes the place of; called up to ten times a second
     */
    public FetchProgress(Consumer<String> lines, Consumer<String> status) {
        this.lines = Objects.requireNonNull(lines, "lines");
        this.status = Objects.requireNonNull(status, "status");
    }

    @Override
    public void note(String line) {
        lines.accept(line);
    }

    @Override
    public void progress(String what, long done, long total) {
        if (total > 0 && done >= total) {
            lines.accept("fetched %s (%s)".formatted(what, megabytes(total)));
            return;
        }
        long now = System.nanoTime();
        if (now - drawnNanos >= REDRAW_NANOS) {
            status.accept(bar(what, done, total));
            drawnNanos = now;
        }
    }

    static String bar(String what, long done, long total) {
        if (total <= 0) {
            return "%s  %s".formatted(what, megabytes(done));
        }
        int filled = (int) (BAR_WIDTH * done / total);
        return "%s  [%s%s] %3d%%  %s of %s"
                .formatted(
                        what,
                        "=".repeat(filled),
                        " ".repeat(BAR_WIDTH - filled),
                        100 * done / total,
                        megabytes(done),
                        megabytes(total));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / MEGA);
    }
}
