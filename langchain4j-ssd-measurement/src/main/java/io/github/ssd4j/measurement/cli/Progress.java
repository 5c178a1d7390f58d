package io.github.ssd4j.measurement.cli;

import io.github.ssd4j.measurement.report.Figures;
import java.io.PrintWriter;
import java.util.function.LongConsumer;

/**
 * Tells on standard error how far the work is: one line that is written over on a terminal, a line at every tenth of
 * the work elsewhere, so that a log stays short. Thread-safe.
 */
public final class Progress {

    private static final int TENTHS = 10;

    /** Room for the {@code ^C} that a terminal shows behind the line. */
    private static final int ECHO = 2;

    private final PrintWriter err;
    private final boolean terminal;
    private final int columns;
    private long lastTenth = -1;
    private int shownWidth;

    /**
     * Tells on a terminal, or elsewhere.
     *
     * @param columns width of the terminal, which no line that is written over may exceed
     */
    public Progress(PrintWriter err, boolean terminal, int columns) {
        this.err = err;
        this.terminal = terminal;
        this.columns = columns;
    }

    /** Says something that stays. */
    public synchronized void say(String message) {
        clear();
        err.println(message);
        err.flush();
    }

    /** Counts bytes that were written, up to {@code total}. */
    public LongConsumer writing(long total) {
        long[] written = {0};
        return bytes -> {
            written[0] += bytes;
            show(written[0], total, "written " + Figures.bytes(written[0]) + " of " + Figures.bytes(total));
        };
    }

    /** Shows how far the work is; the line of the last step stays. */
    public synchronized void show(long done, long total, String line) {
        status(done, total, line);
        if (done == total) {
            lastTenth = -1;
            if (terminal) {
                err.println();
                err.flush();
                shownWidth = 0;
            }
        }
    }

    /** Shows how far the work is, until something else is shown or said. */
    public synchronized void status(long done, long total, String line) {
        long tenth = done * TENTHS / total;
        if (terminal) {
            overwrite(line);
        } else if (tenth != lastTenth) {
            say(line);
        }
        lastTenth = tenth;
    }

    /** The next line tells of something new: where lines stay, it is not left out. */
    public synchronized void begin() {
        lastTenth = -1;
    }

    private void overwrite(String line) {
        String cut = line.length() < columns ? line : line.substring(0, columns - 1);
        err.print("\r" + cut + " ".repeat(Math.max(0, shownWidth - cut.length())));
        err.flush();
        shownWidth = cut.length();
    }

    /** Takes away the line that is shown. */
    public synchronized void clear() {
        if (shownWidth > 0) {
            err.print("\r" + " ".repeat(Math.min(shownWidth + ECHO, columns - 1)) + "\r");
            err.flush();
            shownWidth = 0;
        }
    }
}
