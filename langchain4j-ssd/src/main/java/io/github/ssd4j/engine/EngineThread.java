package io.github.ssd4j;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
 * and of a limited length. A virtual thread would be pinned by every native call.
 *
 * <p>Work can have a deadline. What still waits then leaves the queue and is refused at that moment, on a timer thread of
 * the engine's own that starts with the first deadline. What runs has to ask {@link #interruption} and end.
 *
 * <p>Closing frees the engine's resources on this thread, after the work that was running.
 */
final class EngineThread implements AutoCloseable {

    /** Work for the thread. Exactly one of the two methods is called. */
    interface Job {
        void run();

        /** The work will not be done. */
        void refuse(RuntimeException reason);
    }

    private static final Logger log = LoggerFactory.getLogger(EngineThread.class);

    /**
     * @param timeout of work that brings none; null: it may take as long as it likes
     * @param closeGrace how long what waits and runs may go on when the thread is closed
     * @param listeners hear why work was refused
     */
    record Settings(
            String modelName,
            int maxQueue,
            @Nullable Duration timeout,
            Duration closeGrace,
            EngineListeners listeners) {

        Settings(String modelName, int maxQueue, @Nullable Duration timeout) {
            this(modelName, maxQueue, timeout, Duration.ZERO, EngineListeners.NONE);
        }
    }

    private final String modelName;
    private final int maxQueue;
    private final @Nullable Duration defaultTimeout;
    private final Executor executor;
    private final DeadlineTimer timer;
    private final Thread thread;
    private final Duration closeGrace;
    private final EngineListeners listeners;

    /** No more work is taken. */
    private volatile boolean closing;

    /** What runs is to end, too. */
    private volatile boolean closed;

    /** Of the work that runs; only the thread itself uses it. */
    private @Nullable Deadline deadline;

    EngineThread(Settings settings) {
        modelName = settings.modelName();
        maxQueue = settings.maxQueue();
        defaultTimeout = settings.timeout();
        closeGrace = settings.closeGrace();
        listeners = settings.listeners();
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

    /** Why what runs must end now; null if it need not. To be called on the thread. */
    @Nullable
    RuntimeException interruption() {
        if (closed) {
            return closedException();
        }
        return deadline != null && deadline.hasPassed() ? deadline.missedAnswering(modelName) : null;
    }

    /**
     * Runs {@code work} on the thread and waits for its result. An interrupted caller calls {@code abandon} and stops
     * waiting.
     *
     * @param timeout null for the default
     */
    <T> T call(Callable<T> work, @Nullable Duration timeout, Runnable abandon) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException(
                    "a callback of the model %s waits for the same model, which answers one ".formatted(modelName)
                            + "request at a time; ask from another thread, or after the callback");
        }
        Result<T> result = new Result<>(work);
        submit(result, timeout);
        return await(result, abandon);
    }

    /** Queues {@code work}, whatever time it takes; its result is to be waited for with {@link #await}. */
    <T> CompletableFuture<T> start(Callable<T> work) {
        Result<T> result = new Result<>(work);
        enqueue(new Task(result, null));
        return result;
    }

    /** The result, or the failure itself. An interrupted caller calls {@code abandon} and stops waiting. */
    <T> T await(CompletableFuture<T> result, Runnable abandon) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            abandon.run();
            Thread.currentThread().interrupt();
            throw new LangChain4jException("interrupted while waiting for the model %s".formatted(modelName), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new LangChain4jException(e.getCause());
        }
    }

    /**
     * Queues {@code job}; refuses it, on the calling thread, if the queue is full or the engine closed.
     *
     * @param timeout null for the default
     */
    void submit(Job job, @Nullable Duration timeout) {
        enqueue(new Task(job, Deadline.after(timeout == null ? defaultTimeout : timeout)));
    }

    private void enqueue(Task task) {
        try {
            // Before the task can run, so that it can take back its expiry when it does.
            task.expiry = task.deadline == null ? null : timer.at(task.deadline, () -> expire(task));
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.refuse(
                    closing
                            ? closedException()
                            : new RateLimitException(
                                    "%s requests are waiting for the model %s, and no more may (maxQueue); try again later"
                                            .formatted(maxQueue, modelName),
                                    e));
            return;
        }
        if (task.deadline != null && task.deadline.hasPassed()) {
            expire(task); // The timer may have been too early to find it in the queue.
        }
    }

    /** Refuses {@code task} if it still waits. Removing it from the queue decides who may call it. */
    private void expire(Task task) {
        if (task.deadline != null && executor.remove(task)) {
            task.refuse(task.deadline.missedWaiting(modelName));
        }
    }

    /** How many jobs are queued. */
    int waiting() {
        return executor.getQueue().size();
    }

    int maxQueue() {
        return maxQueue;
    }

    EngineListeners listeners() {
        return listeners;
    }

    boolean isClosed() {
        return closing;
    }

    IllegalStateException closedException() {
        return new IllegalStateException("the engine of the model %s is closed".formatted(modelName));
    }

    /** Has {@code resources} closed, in this order, once the thread has ended. */
    void owns(List<? extends AutoCloseable> resources) {
        executor.resources = List.copyOf(resources);
    }

    /**
     * Takes no more work, gives what waits and runs the time that the settings grant, then ends it and frees the resources.
     * Returns when that is done. An interrupted caller grants no more time.
     */
    @Override
    public void close() {
        closing = true;
        executor.shutdown(); // What is queued still runs.
        if (Thread.currentThread() == thread) {
            // A callback closes the engine: the thread frees the resources when the callback's answer has ended.
            endWork();
            return;
        }
        try {
            executor.awaitTermination(closeGrace.toNanos(), TimeUnit.NANOSECONDS);
            endWork();
            timer.join();
            while (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
                log.warn("the model {} is still busy a minute after it was closed", modelName);
            }
            thread.join();
        } catch (InterruptedException e) {
            endWork();
            Thread.currentThread().interrupt(); // The resources are freed all the same, a little later.
        }
    }

    private void endWork() {
        closed = true;
        List<Runnable> waiting = new ArrayList<>();
        executor.getQueue().drainTo(waiting);
        waiting.forEach(task -> ((Task) task).refuse(closedException()));
        timer.shutdown();
    }

    /** Work whose result somebody waits for. */
    private static final class Result<T> extends CompletableFuture<T> implements Job {

        private final Callable<T> work;

        Result(Callable<T> work) {
            this.work = work;
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
        public void refuse(RuntimeException reason) {
            completeExceptionally(reason);
        }
    }

    /** A job in the queue. */
    private final class Task implements Runnable {

        private final Job job;
        private final @Nullable Deadline deadline;
        private volatile @Nullable Future<?> expiry;

        Task(Job job, @Nullable Deadline deadline) {
            this.job = job;
            this.deadline = deadline;
        }

        @Override
        public void run() {
            cancelExpiry();
            if (deadline != null && deadline.hasPassed()) {
                refuse(deadline.missedWaiting(modelName));
                return;
            }
            EngineThread.this.deadline = deadline;
            job.run();
        }

        void refuse(RuntimeException reason) {
            cancelExpiry();
            listeners.onFailure(reason);
            job.refuse(reason);
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
                } catch (Exception e) {
                    log.warn("could not close {}", resource, e);
                }
            }
        }
    }
}
