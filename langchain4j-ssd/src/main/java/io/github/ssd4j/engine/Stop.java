package io.github.ssd4j.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request is to end without its answer, and why. Each request has one, from before it is queued until it has
 * ended. The first reason is kept. Thread-safe.
 */
public final class Stop {

    /** Who ended a request, and why. */
    public enum Reason {
        /** Its caller cancelled it. */
        CANCELLED,
        /** Its caller has gone: the waiting thread was interrupted, or nobody takes the callbacks. */
        ABANDONED,
        /** Its timeout has passed. */
        TIMED_OUT,
        /** The engine was closed. */
        CLOSED,
        /** The queue had no room for it. */
        QUEUE_FULL;

        /** Whether the caller wanted it, which is no failure. */
        public boolean isCallers() {
            return this == CANCELLED || this == ABANDONED;
        }
    }

    private @Nullable Reason reason;
    private @Nullable Deadline deadline;
    private @Nullable Runnable action;

    /** Requests the stop; does nothing if it was requested before. */
    public void request(Reason why) {
        Runnable act;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            act = action;
        }
        if (act != null) {
            act.run();
        }
    }

    /** Why the request is to end; null if it may go on. A passed deadline counts from this question on. */
    public @Nullable Reason reason() {
        Deadline limit;
        synchronized (this) {
            if (reason != null) {
                return reason;
            }
            limit = deadline;
        }
        if (limit != null && limit.hasPassed()) {
            request(Reason.TIMED_OUT);
        }
        synchronized (this) {
            return reason;
        }
    }

    public boolean isRequested() {
        return reason() != null;
    }

    /** How long the request may take; null if it has no limit. */
    public synchronized @Nullable Duration timeout() {
        return deadline == null ? null : deadline.timeout();
    }

    synchronized void expireAt(@Nullable Deadline limit) {
        deadline = limit;
    }

    /** Has {@code act} run once the stop is requested, by the thread that does so; at once if it has been requested. */
    void whenRequested(Runnable act) {
        synchronized (this) {
            if (reason == null) {
                action = act;
                return;
            }
        }
        act.run();
    }
}
