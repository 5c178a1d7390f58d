package io.github.ssd4j.examples.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Events on their way to one browser. Who sends never waits for the browser: events queue up, and a thread of a pool
 * writes those that are there, in their order. There are few more than an answer has tokens.
 *
 * <p>Thread-safe. Callbacks come on the pool's threads or the server's.
 */
public final class EventStream {

    /** A comment, which no page sees. */
    static final String COMMENT = ":\n\n";

    private static final long NO_TIMEOUT = 0;

    private final SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
    private final Executor writers;
    private final Consumer<EventStream> onClosed;
    private final String keepAlive;
    private List<DataWithMediaType> waiting = new ArrayList<>();
    private Runnable onGone = () -> {};
    private boolean writing;
    private boolean ended;
    private boolean closed;
    private long lastSentNanos = System.nanoTime();

    /**
     * @param writers run what writes to the browser
     * @param onClosed called once there is nothing more to write
     * @param keepAlive what is sent for the sake of sending, a comment for example
     */
    EventStream(Executor writers, Consumer<EventStream> onClosed, String keepAlive) {
        this.writers = writers;
        this.onClosed = onClosed;
        this.keepAlive = keepAlive;
        emitter.onError(failure -> gone());
        emitter.onTimeout(this::gone);
        emitter.onCompletion(this::gone);
    }

    /** For Spring MVC. */
    public SseEmitter emitter() {
        return emitter;
    }

    /** What to do when the browser has left; at once if it has. */
    public void onGone(Runnable action) {
        boolean late;
        synchronized (this) {
            onGone = action;
            late = closed;
        }
        if (late) {
            action.run();
        }
    }

    /** Sends an event; nothing once the stream has ended. */
    void send(String name, Object data) {
        enqueue(SseEmitter.event()
                .name(name)
                .data(data, MediaType.APPLICATION_JSON)
                .build());
    }

    /** Sends an event without a name, a text as it is and all else as JSON; nothing once the stream has ended. */
    public void sendData(Object data) {
        MediaType type = data instanceof String ? MediaType.TEXT_PLAIN : MediaType.APPLICATION_JSON;
        // Not all clients take "data:" without a space, as the specification wants them to.
        enqueue(List.of(text("data: "), new DataWithMediaType(data, type), text("\n\n")));
    }

    /** Sends JSON that is no event, where the response is no stream of events. */
    public void sendBody(Object body) {
        enqueue(List.of(new DataWithMediaType(body, MediaType.APPLICATION_JSON)));
    }

    /**
     * Sends something that means nothing, if nothing was sent for a while: only by writing is it found that a browser
     * has left.
     */
    void keepAlive(long afterNanos) {
        boolean due;
        synchronized (this) {
            due = !writing && System.nanoTime() - lastSentNanos >= afterNanos;
        }
        if (due) {
            enqueue(List.of(text(keepAlive)));
        }
    }

    /** Closes the connection behind what was sent so far. */
    public synchronized void end() {
        if (!ended) {
            ended = true;
            write();
        }
    }

    /** There will be no stream: the browser gets something else in its place. */
    public void discard() {
        synchronized (this) {
            ended = true;
            closed = true;
            waiting.clear();
        }
        onClosed.accept(this);
    }

    /** Ends the response in its middle, as a connection that breaks. */
    public void abort(Throwable reason) {
        discard();
        emitter.completeWithError(reason);
    }

    private synchronized void enqueue(Collection<DataWithMediaType> event) {
        if (!ended && !closed) {
            waiting.addAll(event);
            lastSentNanos = System.nanoTime();
            write();
        }
    }

    private void write() {
        if (!writing && !closed) {
            writing = true;
            try {
                writers.execute(this::drain);
            } catch (RejectedExecutionException e) {
                // The server ends, and its connections with it.
                closed = true;
            }
        }
    }

    private void drain() {
        while (true) {
            List<DataWithMediaType> events;
            synchronized (this) {
                if (closed || waiting.isEmpty()) {
                    writing = false;
                    if (!ended || closed) {
                        return;
                    }
                    closed = true;
                    break;
                }
                events = waiting;
                waiting = new ArrayList<>();
            }
            try {
                emitter.send(new LinkedHashSet<>(events));
            } catch (IOException | IllegalStateException e) {
                gone();
                return;
            }
        }
        emitter.complete();
        onClosed.accept(this);
    }

    private static DataWithMediaType text(String text) {
        return new DataWithMediaType(text, MediaType.TEXT_PLAIN);
    }

    private void gone() {
        Runnable action;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            waiting.clear();
            action = onGone;
        }
        onClosed.accept(this);
        action.run();
    }
}
