package io.github.ssd4j;

import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.ssd4j.engine.Stop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stops requests from their submission on: while they wait, while their prompt is read and while they are answered. The
 * handle that comes with a streamed piece exists only from the first piece on.
 *
 * <pre>{@code
 * SsdRequestHandle handle = new SsdRequestHandle();
 * model.chat(
 *         ChatRequest.builder()
 *                 .messages(UserMessage.from("Why is the sky blue?"))
 *                 .parameters(SsdChatRequestParameters.builder().handle(handle).build())
 *                 .build(),
 *         handler);
 * handle.cancel();
 * }</pre>
 *
 * <p>All requests that carry the handle are stopped, also those that come later: an AI service that calls tools asks the
 * model several times. Once cancelled, a streamed answer calls its handler no more, and a blocking call throws {@link
 * java.util.concurrent.CancellationException}. What is being answered ends within one round.
 *
 * <p>Thread-safe.
 */
public final class SsdRequestHandle implements StreamingHandle {

    private final Set<Stop> stops = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    /** Stops the requests. Never waits for the engine. Idempotent. */
    @Override
    public void cancel() {
        cancelled = true;
        stops.forEach(stop -> stop.request(Stop.Reason.CANCELLED));
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public String toString() {
        return "SsdRequestHandle{cancelled=%s}".formatted(cancelled);
    }

    void attach(Stop stop) {
        stops.add(stop);
        if (cancelled) {
            stop.request(Stop.Reason.CANCELLED);
        }
    }

    /** The request has ended. */
    void detach(Stop stop) {
        stops.remove(stop);
    }
}
