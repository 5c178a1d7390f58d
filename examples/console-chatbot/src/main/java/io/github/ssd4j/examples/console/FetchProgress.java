package io.github.ssd4j.examples.console;

import io.github.ssd4j.examples.model.Notes;
import java.util.Locale;

/** Shows on the screen how a model is looked for and fetched. */
final class FetchProgress implements Notes {

    private static final int BAR_WIDTH = 24;
    private static final long REDRAW_NANOS = 100_000_000;
    private static final double MEGA = 1e6;

    private final Screen screen;
    private long drawnNanos = System.nanoTime() - REDRAW_NANOS;

    FetchProgress(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void note(String line) {
        screen.note(line);
    }

    @Override
    public void progress(String what, long done, long total) {
        if (total > 0 && done >= total) {
            screen.note("fetched %s (%s)".formatted(what, megabytes(total)));
            return;
        }
        long now = System.nanoTime();
        if (now - drawnNanos >= REDRAW_NANOS) {
            screen.status(bar(what, done, total));
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
