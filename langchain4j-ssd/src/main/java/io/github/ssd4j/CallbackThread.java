package io.github.ssd4j;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Runs the callbacks of one request in order, all on one thread of an executor, so that the engine's thread does not wait
 * for them. The executor is asked at once, on the caller's thread, so that an executor that carries a context over takes
 * the caller's. What waits is never more than one answer.
 */
final class CallbackThread {

    private final BlockingQueue<Runnable> callbacks = new LinkedBlockingQueue<>();
    private final Runnable interrupted;

    /** Only the thread that runs the callbacks uses it. */
    private boolean ended;

    /**
     * @param interrupted called instead of the callbacks that are left if the executor interrupts the thread, as {@link
     *     java.util.concurrent.ExecutorService#shutdownNow} does
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no more
     */
    CallbackThread(Executor executor, Runnable interrupted) {
        this.interrupted = interrupted;
        executor.execute(this::run);
    }

    /** Has {@code callback}, which must not throw, run after those before it. Never waits. */
    void call(Runnable callback) {
        callbacks.add(callback);
    }

    /** There will be no more callbacks. */
    void end() {
        callbacks.add(() -> ended = true);
    }

    private void run() {
        try {
            while (!ended) {
                callbacks.take().run();
            }
        } catch (InterruptedException e) {
            interrupted.run();
            Thread.currentThread().interrupt();
        }
    }
}
