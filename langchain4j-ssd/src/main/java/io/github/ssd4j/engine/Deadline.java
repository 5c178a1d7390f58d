package io.github.ssd4j.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The moment at which a request has taken too long. */
final class Deadline {

    /** As good as never, and far from the overflow of {@link System#nanoTime}. */
    private static final Duration LONGEST = Duration.ofDays(365L * 100);

    private final Duration timeout;
    private final long nanoTime;

    private Deadline(Duration timeout) {
        this.timeout = timeout;
        nanoTime = System.nanoTime() + nanos(timeout);
    }

    /** {@code timeout} from now; null for none. */
    static @Nullable Deadline after(@Nullable Duration timeout) {
        return timeout == null ? null : new Deadline(timeout);
    }

    /** In nanoseconds, a hundred years at most. */
    static long nanos(Duration time) {
        return (time.compareTo(LONGEST) < 0 ? time : LONGEST).toNanos();
    }

    Duration timeout() {
        return timeout;
    }

    boolean hasPassed() {
        return remainingNanos() <= 0;
    }

    long remainingNanos() {
        return nanoTime - System.nanoTime();
    }
}
