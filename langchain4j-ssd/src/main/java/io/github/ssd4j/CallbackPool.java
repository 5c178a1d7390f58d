package io.github.ssd4j;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The daemon threads on which an engine calls the handlers of streamed answers: one for each answer from its submission to
 * its last callback, so that a slow handler holds up nobody else. Threads are started when they are needed. They end when
 * they were idle for a few seconds. Thread-safe.
 */
final class CallbackPool implements Executor {

    private static final Duration IDLE = Duration.ofSeconds(5);

    /** Least and most time that close gives the last callbacks. Most are quick, and one may never return. */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

    private static final Duration MOST_PATIENCE = Duration.ofDays(1);

    private final ThreadPoolExecutor executor;

    CallbackPool(String modelName) {
        executor = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new SynchronousQueue<>(),
                new Threads("ssd-engine-" + modelName + "-callbacks-"));
    }

    /** @throws java.util.concurrent.RejectedExecutionException after {@link #shutDown} */
    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Takes no more tasks. Those that run go on to their end. */
    void shutDown() {
        executor.shutdown();
    }

    /**
     * Waits until the tasks have ended, after {@link #shutDown}. Does not wait on one of its own threads.
     *
     * @param patience how long at most; a second if it is less
     */
    void awaitLastCallbacks(Duration patience) {
        if (Thread.currentThread() instanceof Worker worker && worker.pool == executor.getThreadFactory()) {
            return;
        }
        Duration time = patience.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : patience;
        time = time.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : time;
        try {
            executor.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Threads implements ThreadFactory {

        private final String prefix;
        private final AtomicInteger made = new AtomicInteger();
        private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

        Threads(String prefix) {
            this.prefix = prefix;
        }

        /** A thread outlives the request that it was started for, so it inherits nothing from that request's caller. */
        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Worker(this, task, prefix + made.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        }
    }

    private static final class Worker extends Thread {

        private final Threads pool;

        Worker(Threads pool, Runnable task, String name) {
            super(null, task, name, 0, false);
            this.pool = pool;
        }
    }
}
