package io.github.ssd4j.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Work for the engine's thread that is no request, and whose result somebody waits for. */
final class Work<T> implements Task.Job {

    private final Callable<T> work;
    private final String modelName;
    private final Stop stop = new Stop();
    private final CompletableFuture<T> result = new CompletableFuture<>();

    Work(Callable<T> work, String modelName) {
        this.work = work;
        this.modelName = modelName;
    }

    CompletableFuture<T> result() {
        return result;
    }

    @Override
    public Stop stop() {
        return stop;
    }

    @Override
    public boolean hasRoom(ActiveRequests active) {
        return true;
    }

    @Override
    public void run(ActiveRequests active) {
        try {
            result.complete(work.call());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    @Override
    public void refuse(Stop.Reason reason) {
        result.completeExceptionally(
                new IllegalStateException("the engine of the model %s takes no work: %s".formatted(modelName, reason)));
    }
}
