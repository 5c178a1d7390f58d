package io.github.ssd4j.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one platform thread that runs an engine's native work, with the queue in front of it: first come, first served,
 * and of a limited length. A virtual thread would be pinned by every native call. Thread-safe.
 *
 * <p>Each job has a {@link Stop}. A job that waits leaves the queue at the moment when its stop is requested. A job that
 * runs has to ask its stop and end. A deadline is a stop that a timer requests; what it then refuses is told on a thread of
 * its own, so that slow callbacks delay neither the timer nor the answers.
 *
 * <p>Closing frees the engine's resources on this thread, after the job that was running.
 */
public final class EngineThread implements AutoCloseable {

    /** Work for the thread. Exactly one of {@code run} and {@code refuse} is called, once. */
    interface Job {

        Stop stop();

        void run();

        /** The work will not be done. */
        void refuse(Stop.Reason reason);
    }

    private static final Logger log = LoggerFactory.getLogger(EngineThread.class);

    private final String modelName;
    private final int maxQueue;
    private final Duration closeGrace;
    private final Executor executor;
    private final DeadlineTimer timer;
    private final Thread thread;

    /** No more work is taken. */
    private volatile boolean closing;

    /** What runs is to end, too. */
    private volatile boolean closed;

    private volatile @Nullable Task running;

    /**
     * Starts the thread.
     *
     * @param maxQueue how many jobs may wait
     * @param closeGrace how long what waits and runs may go on when the thread is closed
     */
    public EngineThread(String modelName, int maxQueue, Duration closeGrace) {
        this.modelName = modelName;
        this.maxQueue = maxQueue;
        this.closeGrace = closeGrace;
        timer = new DeadlineTimer("ssd-engine-" + modelName + "-timer");
        List<Thread> made = new ArrayList<>();
        executor = new Executor(maxQueue, task -> {
            Thread worker = new Thread(task, "ssd-engine-" + modelName);
            worker.setDaemon(true);
            made.add(worker);
            return worker;
        });
        executor.prestartCoreThread();
        thread = made.get(0);
    }

    /**
     * Refuses a caller that would wait for itself.
     *
     * @throws IllegalStateException on the engine's own thread
     */
    public void requireOtherThread() {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException(
                    "a callback of the model %s waits for the same model, which answers one ".formatted(modelName)
                            + "request at a time; ask from another thread, or after the callback");
        }
    }

    /** Queues {@code work}, whatever time it takes. */
    public <T> CompletableFuture<T> start(Callable<T> work) {
        Result<T> result = new Result<>(work);
        submit(result, null);
        return result;
    }

    /**
     * Queues {@code request}. Its outcome is told on this thread if its turn comes. Otherwise it is told by whoever stops
     * it: the calling thread if the queue is full or the engine closed, a thread of its own if its time is up.
     *
     * @param timeout null for none
     */
    public void submit(EngineRequest request, @Nullable Duration timeout) {
        submit((Job) request, timeout);
    }

    private void submit(Job job, @Nullable Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        Stop stop = job.stop();
        stop.expireAt(deadline);
        Task task = new Task(job);
        if (stop.isRequested()) {
            task.refuse();
            return;
        }
        try {
            // Before the task can run, so that it can take back its expiry when it does.
            task.expiry = deadline == null ? null : timer.at(deadline, () -> stop.request(Stop.Reason.TIMED_OUT));
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            stop.request(closing ? Stop.Reason.CLOSED : Stop.Reason.QUEUE_FULL);
            task.refuse();
            return;
        }
        stop.whenRequested(() -> leaveQueue(task));
    }

    /** Refuses {@code task} if it still waits. Removing it from the queue decides who may do so. */
    private void leaveQueue(Task task) {
        if (!executor.remove(task)) {
            return;
        }
        if (task.job.stop().reason() == Stop.Reason.TIMED_OUT) {
            onThreadOfItsOwn(task::refuse);
        } else {
            task.refuse();
        }
    }

    private void onThreadOfItsOwn(Runnable refusal) {
        Thread worker = new Thread(refusal, "ssd-engine-" + modelName + "-timeout");
        worker.setDaemon(true);
        try {
            worker.start();
        } catch (OutOfMemoryError e) {
            log.warn("no memory for a thread, so the callbacks of a timed-out request may delay others", e);
            refusal.run();
        }
    }

    /** How many requests run. */
    public int active() {
        return running == null ? 0 : 1;
    }

    /** How many jobs are queued. */
    public int waiting() {
        return executor.getQueue().size();
    }

    public int maxQueue() {
        return maxQueue;
    }

    public boolean isClosed() {
        return closing;
    }

    /** Has {@code resources} closed, in this order, once the thread has ended. */
    public void owns(List<? extends AutoCloseable> resources) {
        executor.resources = List.copyOf(resources);
    }

    /**
     * Takes no more work, gives what waits and runs the time of {@code closeGrace}, then stops it and frees the resources.
     * Returns when that is done. An interrupted caller grants no more time.
     */
    @Override
    public void close() {
        closing = true;
        executor.shutdown(); // What is queued still runs.
        if (Thread.currentThread() == thread) {
            // A callback closes the engine: the thread frees the resources when the callback's answer has ended.
            stopAll();
            return;
        }
        try {
            logWaiting();
            executor.awaitTermination(Deadline.nanos(closeGrace), TimeUnit.NANOSECONDS);
            stopAll();
            timer.join();
            while (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
                log.warn("the model {} is still busy a minute after it was closed", modelName);
            }
            thread.join();
        } catch (InterruptedException e) {
            stopAll();
            Thread.currentThread().interrupt(); // The resources are freed all the same, a little later.
        }
    }

    private void logWaiting() {
        if (!closeGrace.isZero() && running != null) {
            log.info(
                    "closing the model {}: waiting up to {} s for the answer that is being written and {} waiting requests",
                    modelName,
                    closeGrace.toSeconds(),
                    waiting());
        }
    }

    private void stopAll() {
        closed = true;
        Task current = running;
        if (current != null) {
            current.job.stop().request(Stop.Reason.CLOSED);
        }
        List<Runnable> waiting = new ArrayList<>();
        executor.getQueue().drainTo(waiting);
        for (Runnable task : waiting) {
            ((Task) task).job.stop().request(Stop.Reason.CLOSED);
            ((Task) task).refuse();
        }
        timer.shutdown();
    }

    /** Work whose result somebody waits for. */
    private final class Result<T> extends CompletableFuture<T> implements Job {

        private final Callable<T> work;
        private final Stop stop = new Stop();

        Result(Callable<T> work) {
            this.work = work;
        }

        @Override
        public Stop stop() {
            return stop;
        }

        @Override
        public void run() {
            try {
                complete(work.call());
            } catch (Throwable e) {
                completeExceptionally(e);
            }
        }

        @Override
        public void refuse(Stop.Reason reason) {
            completeExceptionally(new IllegalStateException(
                    "the engine of the model %s takes no work: %s".formatted(modelName, reason)));
        }
    }

    /** A job in the queue. */
    private final class Task implements Runnable {

        private final Job job;
        private volatile @Nullable Future<?> expiry;

        Task(Job job) {
            this.job = job;
        }

        /** Throws nothing: an exception would end the thread, and with it what {@link #requireOtherThread} knows. */
        @Override
        public void run() {
            running = this;
            try {
                cancelExpiry();
                if (closed) {
                    job.stop().request(Stop.Reason.CLOSED);
                }
                job.run();
            } catch (Throwable e) {
                log.error("work of the model {} failed and could not tell anyone", modelName, e);
            } finally {
                running = null;
            }
        }

        /** To be called when the stop has been requested and the task is in no queue. */
        void refuse() {
            try {
                cancelExpiry();
                Stop.Reason reason = job.stop().reason();
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

    private static final class Executor extends ThreadPoolExecutor {

        private volatile List<AutoCloseable> resources = List.of();

        Executor(int maxQueue, ThreadFactory threads) {
            super(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxQueue, true), threads);
        }

        @Override
        protected void terminated() {
            for (AutoCloseable resource : resources) {
                try {
                    resource.close();
                } catch (Throwable e) {
                    log.warn("could not close {}", resource, e);
                }
            }
        }
    }
}
