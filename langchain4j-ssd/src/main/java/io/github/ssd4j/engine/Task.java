package io.github.ssd4j.engine;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job in the queue, with its deadline. Whoever takes it out calls one of {@link #run} and {@link #refuse}, once. */
final class Task {

    /** Work for the engine's thread. Exactly one of {@code run} and {@code refuse} is called, once. */
    interface Job {

        Stop stop();

        /** Whether it may run now. Asked on the engine's thread. */
        boolean hasRoom(ActiveRequests active);

        /** Does the work on the engine's thread, or has {@code active} do it step by step. */
        void run(ActiveRequests active);

        /** The work will not be done. */
        void refuse(Stop.Reason reason);
    }

    private static final Logger log = LoggerFactory.getLogger(EngineThread.class);

    private final Job job;
    private final String modelName;
    private volatile @Nullable Future<?> expiry;

    Task(Job job, String modelName) {
        this.job = job;
        this.modelName = modelName;
    }

    Stop stop() {
        return job.stop();
    }

    /** Has {@code timeout} cancelled once the task has left the queue: from then on its stop knows the deadline. */
    void expiresWith(Future<?> timeout) {
        expiry = timeout;
    }

    boolean hasRoom(ActiveRequests active) {
        return job.hasRoom(active);
    }

    /** Throws nothing: an exception would end the thread. */
    void run(ActiveRequests active) {
        try {
            cancelExpiry();
            job.run(active);
        } catch (Throwable e) {
            log.error("work of the model {} failed and could not tell anyone", modelName, e);
        }
    }

    /** To be called when the stop has been requested and the task is in no queue. Throws nothing. */
    void refuse() {
        try {
            cancelExpiry();
            Stop.Reason reason = stop().reason();
            job.refuse(reason == null ? Stop.Reason.CLOSED : reason);
        } catch (Throwable e) {
            log.error("a refusal by the model {} failed and could not tell anyone", modelName, e);
        }
    }

    private void cancelExpiry() {
        Future<?> pending = expiry;
        if (pending != null) {
            pending.cancel(false);
        }
    }
}
