package io.github.ssd4j.hub;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes the progress of transfers as log lines: one when a large file begins, then one every five seconds with bytes,
 * speed and time left, one at its end. Not thread-safe: one for each model that is fetched.
 */
final class LoggedProgress implements FetchListener {

    private static final long INTERVAL_NANOS = 5_000_000_000L;
    /** Smaller files are there before anyone has read that they are coming. */
    private static final long WORTH_A_LINE_BYTES = 1_000_000;

    private static final double MEGA = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Consumer<String> log;
    private final LongSupplier nanoTime;

    private String file = "";
    private long startBytes;
    private long startNanos;
    private long lineNanos;

    /**
     * @param log writes a line
     * @param nanoTime a clock like {@link System#nanoTime}
     */
    LoggedProgress(Consumer<String> log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    @Override
    public void note(String line) {
        log.accept(line);
    }

    @Override
    public void progress(String what, long done, long total) {
        long now = nanoTime.getAsLong();
        boolean begins = !what.equals(file);
        if (begins) {
            file = what;
            startBytes = done;
            startNanos = now;
            lineNanos = now;
        }
        if (total > 0 && done >= total) {
            end(total, now);
        } else if (begins && total >= WORTH_A_LINE_BYTES) {
            log.accept("fetching %s, %s%s"
                    .formatted(what, megabytes(total), startBytes > 0 ? ", of which some is here already" : ""));
        } else if (now - lineNanos >= INTERVAL_NANOS) {
            lineNanos = now;
            log.accept(line(done, total, now));
        }
    }

    private void end(long total, long now) {
        if (total >= WORTH_A_LINE_BYTES) {
            log.accept("fetched %s (%s in %s)"
                    .formatted(file, megabytes(total), duration((now - startNanos) / NANOS_PER_SECOND)));
        }
        file = "";
    }

    private String line(long done, long total, long now) {
        double bytesPerSecond = (done - startBytes) / ((now - startNanos) / NANOS_PER_SECOND);
        String speed = String.format(Locale.ROOT, "%.1f MB/s", bytesPerSecond / MEGA);
        if (total <= 0) {
            return "fetching %s: %s, %s".formatted(file, megabytes(done), speed);
        }
        String left = bytesPerSecond > 0 ? ", " + duration((total - done) / bytesPerSecond) + " left" : "";
        return "fetching %s: %s of %s, %s%s".formatted(file, megabytes(done), megabytes(total), speed, left);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / MEGA);
    }

    /** {@code 45 s}, {@code 3 min 20 s} or {@code 2 h 5 min}. */
    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? "%d min %d s".formatted(whole / 60, whole % 60)
                : "%d h %d min".formatted(whole / 3600, whole % 3600 / 60);
    }
}
