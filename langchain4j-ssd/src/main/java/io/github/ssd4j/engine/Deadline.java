package io.github.ssd4j;

import dev.langchain4j.exception.TimeoutException;
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
        nanoTime = System.nanoTime() + (timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST).toNanos();
    }

    /** {@code timeout} from now; null for none. */
    static @Nullable Deadline after(@Nullable Duration timeout) {
        return timeout == null ? null : new Deadline(timeout);
    }

    boolean hasPassed() {
        return remainingNanos() <= 0;
    }

    long remainingNanos() {
        return nanoTime - System.nanoTime();
    }

    TimeoutException missedWaiting(String modelName) {
        return new TimeoutException(
                "the request waited longer than its timeout of %s ms for the model %s, which was busy with others"
                        .formatted(timeout.toMillis(), modelName));
    }

    TimeoutException missedAnswering(String modelName) {
        return new TimeoutException("the model %s did not end its answer within the timeout of %s ms"
                .formatted(modelName, timeout.toMillis()));
    }
}
