package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.evaluation.report.Figures;
import java.io.PrintWriter;
import java.util.OptionalDouble;
import java.util.function.LongConsumer;

/**
 * Tells on standard error how far the work is: one line that is written over on a terminal, a line at every tenth of
 * the work elsewhere, so that a log stays short.
 */
final class Progress implements ThroughputListener {

    private static final int TENTHS = 10;

    private final PrintWriter err;
    private final boolean terminal;
    private long lastTenth = -1;
    private int shownWidth;

    Progress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** Says something that stays. */
    void say(String message) {
        err.println(message);
        err.flush();
    }

    /** Counts bytes that were written, up to {@code total}. */
    LongConsumer writing(long total) {
        long[] written = {0};
        return bytes -> {
            written[0] += bytes;
            show(written[0], total, "written " + Figures.bytes(written[0]) + " of " + Figures.bytes(total));
        };
    }

    @Override
    public void onPass(int done, int total, OptionalDouble secondsLeft) {
        String left = secondsLeft.isPresent() ? ", about " + Figures.duration(secondsLeft.getAsDouble()) + " left" : "";
        show(done, total, "pass " + done + " of " + total + left);
    }

    private void show(long done, long total, String line) {
        long tenth = done * TENTHS / total;
        boolean last = done == total;
        if (terminal) {
            err.print("\r" + line + " ".repeat(Math.max(0, shownWidth - line.length())));
            shownWidth = last ? 0 : line.length();
            if (last) {
                err.println();
            }
            err.flush();
        } else if (tenth != lastTenth) {
            say(line);
        }
        lastTenth = last ? -1 : tenth;
    }
}
