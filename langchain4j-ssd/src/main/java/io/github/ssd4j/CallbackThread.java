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

    /** Only the thread that runs the callbacks uses it. */
    private boolean ended;

    /** @throws java.util.concurrent.RejectedExecutionException if the executor takes no more */
    CallbackThread(Executor executor) {
        executor.execute(this::run);
    }

    /** Has {@code callback} run after those before it. Never waits. */
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
            Thread.currentThread().interrupt(); // The executor is shut down: nobody listens any more.
        }
    }
}
