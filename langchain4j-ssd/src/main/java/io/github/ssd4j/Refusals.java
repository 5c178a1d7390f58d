package io.github.ssd4j;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import io.github.ssd4j.engine.Stop;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The exceptions that callers of an engine get for requests that have no answer. Thread-safe. */
final class Refusals {

    private final String modelName;
    private final int maxQueue;

    Refusals(String modelName, int maxQueue) {
        this.modelName = modelName;
        this.maxQueue = maxQueue;
    }

    String modelName() {
        return modelName;
    }

    /**
     * @param begun whether the turn of the request had come
     * @param timeout of the request; null if it had none
     */
    RuntimeException of(Stop.Reason reason, boolean begun, @Nullable Duration timeout) {
        return switch (reason) {
            case CANCELLED ->
                new CancellationException("the request to the model %s was cancelled".formatted(modelName));
            case ABANDONED ->
                new CancellationException("nobody waits for the answer of the model %s any more".formatted(modelName));
            case TIMED_OUT ->
                new TimeoutException((begun
                                ? "the model %2$s did not end its answer within the timeout of %1$s ms"
                                : "the request waited longer than its timeout of %1$s ms for the model %2$s, "
                                        + "which was busy with others")
                        .formatted(timeout == null ? "0" : timeout.toMillis(), modelName));
            case CLOSED -> closed();
            case QUEUE_FULL ->
                new RateLimitException(
                        "%s requests are waiting for the model %s, and no more may (maxQueue); try again later"
                                .formatted(maxQueue, modelName));
        };
    }

    IllegalStateException closed() {
        return new IllegalStateException("the engine of the model %s is closed".formatted(modelName));
    }

    /** The result, or the failure itself. An interrupted caller stops waiting and abandons the request. */
    <T> T await(Future<T> result, Stop stop) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            stop.request(Stop.Reason.ABANDONED);
            Thread.currentThread().interrupt();
            throw new LangChain4jException("interrupted while waiting for the model %s".formatted(modelName), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException exception ? exception : asException(e);
        }
    }

    /** {@code failure} as it is, if it is no error. */
    static RuntimeException asException(Throwable failure) {
        return failure instanceof RuntimeException exception
                ? exception
                : new InternalServerException(String.valueOf(failure), failure);
    }
}
