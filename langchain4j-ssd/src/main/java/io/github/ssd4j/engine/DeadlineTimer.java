package io.github.ssd4j.engine;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Acts at deadlines, on one daemon thread that starts with the first of them. The actions must be quick and must not call
 * the user's code, which would delay the deadlines of others.
 */
final class DeadlineTimer {

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    DeadlineTimer(String threadName) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread worker = new Thread(task, threadName);
            worker.setDaemon(true);
            thread = worker;
            return worker;
        });
        // Most requests end long before their deadline; none of them is to be kept in memory until then.
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** @throws RejectedExecutionException after {@link #shutdown} */
    Future<?> at(Deadline deadline, Runnable action) {
        return executor.schedule(action, deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    }

    /** Forgets what is to come; lets an action that runs end. */
    void shutdown() {
        executor.shutdown();
    }

    /** Waits, after {@link #shutdown}, until the thread has ended; does not wait for itself. */
    void join() throws InterruptedException {
        Thread worker = thread;
        if (worker != null && worker != Thread.currentThread()) {
            worker.join();
        }
    }
}
