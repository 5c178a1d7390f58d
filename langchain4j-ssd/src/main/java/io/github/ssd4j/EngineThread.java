package io.github.ssd4j;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one platform thread that runs an engine's native work, with the queue in front of it: first come, first served,
 * and of a limited length. A virtual thread would be pinned by every native call.
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

    private final String modelName;
    private final int maxQueue;
    private final Executor executor;
    private final Thread thread;
    private volatile boolean closed;

    EngineThread(String modelName, int maxQueue) {
        this.modelName = modelName;
        this.maxQueue = maxQueue;
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

    /** Whether {@link #close} was called. Work that runs looks at it to end early. */
    boolean isClosed() {
        return closed;
    }

    /**
     * Runs {@code work} on the thread and waits for its result. An interrupted caller calls {@code abandon} and stops
     * waiting.
     */
    <T> T call(Callable<T> work, Runnable abandon) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException(
                    "a callback of the model %s waits for the same model, which answers one ".formatted(modelName)
                            + "request at a time; ask from another thread, or after the callback");
        }
        return await(start(work), abandon);
    }

    /** Queues {@code work}; its result is to be waited for with {@link #await}. */
    <T> CompletableFuture<T> start(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        submit(new Job() {
            @Override
            public void run() {
                try {
                    result.complete(work.call());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            }

            @Override
            public void refuse(RuntimeException reason) {
                result.completeExceptionally(reason);
            }
        });
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

    /** Queues {@code job}; refuses it, on the calling thread, if the queue is full or the engine closed. */
    void submit(Job job) {
        try {
            executor.execute(new Task(job));
        } catch (RejectedExecutionException e) {
            job.refuse(
                    closed
                            ? closedException()
                            : new RateLimitException(
                                    "%s requests are waiting for the model %s, and no more may (maxQueue); try again later"
                                            .formatted(maxQueue, modelName),
                                    e));
        }
    }

    /** How many jobs are queued. */
    int waiting() {
        return executor.getQueue().size();
    }

    IllegalStateException closedException() {
        return new IllegalStateException("the engine of the model %s is closed".formatted(modelName));
    }

    /** Has {@code resources} closed, in this order, once the thread has ended. */
    void owns(List<? extends AutoCloseable> resources) {
        executor.resources = List.copyOf(resources);
    }

    /** Refuses what waits, lets what runs end, frees the resources. Returns when that is done. */
    @Override
    public void close() {
        closed = true;
        executor.shutdown();
        List<Runnable> waiting = new ArrayList<>();
        executor.getQueue().drainTo(waiting);
        waiting.forEach(task -> ((Task) task).job().refuse(closedException()));
        if (Thread.currentThread() == thread) {
            return; // A callback closes the engine: the thread frees the resources when the callback's answer has
            // ended.
        }
        try {
            while (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
                log.warn("the model {} is still busy a minute after it was closed", modelName);
            }
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The resources are freed all the same, a little later.
        }
    }

    private record Task(Job job) implements Runnable {
        @Override
        public void run() {
            job.run();
        }
    }

    private static final class Executor extends ThreadPoolExecutor {

        private volatile List<AutoCloseable> resources = List.of();

        Executor(int maxQueue, java.util.concurrent.ThreadFactory threads) {
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
