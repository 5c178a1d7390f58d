package io.github.ssd4j.engine;

import io.github.ssd4j.speculative.BatchGenerator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one platform thread that runs an engine's native work, with the queue in front of it: first come, first served,
 * and of a limited length. A virtual thread would be pinned by every native call. Thread-safe.
 *
 * <p>As many requests are active at once as the generator has room for. The thread has it do one step for all of them, then it
 * admits what waits, and so on. Nobody overtakes: if there is no room for the first that waits, those behind it wait, too.
 *
 * <p>Each job has a {@link Stop}. A job that waits leaves the queue at the moment when its stop is requested. A request that
 * is active ends with the next step. A deadline is a stop that a timer requests; what it then refuses is told on a thread of
 * its own, so that slow callbacks delay neither the timer nor the answers.
 *
 * <p>Closing frees the engine's resources on this thread, after what was active.
 */
public final class EngineThread implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EngineThread.class);

    private final String modelName;
    private final int maxQueue;
    private final Duration closeGrace;
    private final RequestQueue queue = new RequestQueue();
    private final ActiveRequests active;
    private final DeadlineTimer timer;
    private final Thread thread;
    private volatile List<AutoCloseable> resources = List.of();

    /**
     * Starts the thread.
     *
     * @param maxQueue how many jobs may wait, those for which there is room not counted
     * @param closeGrace how long what waits and runs may go on when the thread is closed
     */
    public EngineThread(String modelName, int maxQueue, Duration closeGrace) {
        this.modelName = modelName;
        this.maxQueue = maxQueue;
        this.closeGrace = closeGrace;
        active = new ActiveRequests(modelName);
        timer = new DeadlineTimer("ssd-engine-" + modelName + "-timer");
        thread = new Thread(this::run, "ssd-engine-" + modelName);
        thread.setDaemon(true);
        thread.start();
    }

    /** Says who answers requests. To be called before the first of them. */
    public void answersWith(BatchGenerator generator) {
        active.answeredBy(generator);
    }

    /** Has {@code resources} closed, in this order, once the thread has no more work. */
    public void owns(List<? extends AutoCloseable> resources) {
        this.resources = List.copyOf(resources);
    }

    /**
     * Refuses a caller that would wait for itself.
     *
     * @throws IllegalStateException on the engine's own thread
     */
    public void requireOtherThread() {
        if (isCurrent()) {
            throw new IllegalStateException(
                    "a callback of the model %s waits for the same model on the thread that writes "
                                    .formatted(modelName)
                            + "its answers; ask from another thread, or after the callback");
        }
    }

    /** Whether the caller runs on the engine's own thread. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Queues {@code work}, whatever time it takes. What is active stands meanwhile. */
    public <T> CompletableFuture<T> start(Callable<T> work) {
        Work<T> job = new Work<>(work, modelName);
        submit(job, null);
        return job.result();
    }

    /**
     * Queues {@code request}. Its outcome is told on this thread if its turn comes. Otherwise it is told by whoever stops
     * it: the calling thread if the queue is full or the engine closed, a thread of its own if its time is up.
     *
     * @param timeout null for none
     */
    public void submit(EngineRequest request, @Nullable Duration timeout) {
        submit((Task.Job) request, timeout);
    }

    private void submit(Task.Job job, @Nullable Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        Stop stop = job.stop();
        stop.expireAt(deadline);
        Task task = new Task(job, modelName);
        if (stop.isRequested()) {
            task.refuse();
            return;
        }
        if (!expire(task, deadline) || !queue.offer(task, maxQueue + active.freePlaces())) {
            stop.request(isClosed() ? Stop.Reason.CLOSED : Stop.Reason.QUEUE_FULL);
            task.refuse();
            return;
        }
        stop.whenRequested(() -> leaveQueue(task));
    }

    /**
     * Before the task can run, so that it can take back its expiry when it does.
     *
     * @return false if the engine is closed
     */
    private boolean expire(Task task, @Nullable Deadline deadline) {
        if (deadline == null) {
            return true;
        }
        try {
            Future<?> expiry = timer.at(deadline, () -> task.stop().request(Stop.Reason.TIMED_OUT));
            task.expiresWith(expiry);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Refuses {@code task} if it still waits. Removing it from the queue decides who may do so. */
    private void leaveQueue(Task task) {
        if (!queue.remove(task)) {
            return;
        }
        if (task.stop().reason() == Stop.Reason.TIMED_OUT) {
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

    /** How many requests are being answered. */
    public int active() {
        return active.count();
    }

    /** How many jobs are queued. */
    public int waiting() {
        return queue.size();
    }

    public int maxQueue() {
        return maxQueue;
    }

    /** How long {@link #close} lets what waits and runs go on. */
    public Duration closeGrace() {
        return closeGrace;
    }

    public boolean isClosed() {
        return queue.isClosed();
    }

    private void run() {
        while (!queue.hasEnded() || active.isBusy()) {
            try {
                Thread.interrupted(); // A callback may have interrupted it, which concerns no other request.
                admit();
                if (active.isBusy()) {
                    active.step();
                } else {
                    queue.awaitTask();
                }
            } catch (Throwable e) {
                log.error("the thread of the model {} goes on after a failure", modelName, e);
            }
        }
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Throwable e) {
                log.warn("could not close {}", resource, e);
            }
        }
    }

    private void admit() {
        Task next = queue.head();
        while (next != null && next.hasRoom(active)) {
            if (queue.remove(next)) { // Else it was stopped at this moment.
                next.run(active);
            }
            next = queue.head();
        }
    }

    /**
     * Takes no more work, gives what waits and runs the time of {@code closeGrace}, then stops it and frees the resources.
     * Returns when that is done. An interrupted caller grants no more time.
     */
    @Override
    public void close() {
        queue.close();
        if (isCurrent()) {
            // A callback closes the engine: the thread frees the resources when what is active has ended.
            stopAll();
            return;
        }
        try {
            logWaiting();
            TimeUnit.NANOSECONDS.timedJoin(thread, Deadline.nanos(closeGrace));
            stopAll();
            timer.join();
            TimeUnit.MINUTES.timedJoin(thread, 1);
            while (thread.isAlive()) {
                log.warn("the model {} is still busy a minute after it was closed", modelName);
                TimeUnit.MINUTES.timedJoin(thread, 1);
            }
        } catch (InterruptedException e) {
            stopAll();
            Thread.currentThread().interrupt(); // The resources are freed all the same, a little later.
        }
    }

    private void logWaiting() {
        if (!closeGrace.isZero() && active() + waiting() > 0) {
            log.info(
                    "closing the model {}: waiting up to {} s for {} requests that are being answered and {} that wait",
                    modelName,
                    closeGrace.toSeconds(),
                    active(),
                    waiting());
        }
    }

    private void stopAll() {
        active.stopAll();
        for (Task task : queue.drain()) {
            task.stop().request(Stop.Reason.CLOSED);
            task.refuse();
        }
        timer.shutdown();
    }
}
