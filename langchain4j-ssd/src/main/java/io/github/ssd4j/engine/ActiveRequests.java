package io.github.ssd4j.engine;

import io.github.ssd4j.speculative.BatchGenerator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests that are being answered, and the generator that does it. Used by the engine's thread, except for {@link #count},
 * {@link #freePlaces} and {@link #stopAll}, which any thread may call.
 */
final class ActiveRequests {

    /** Failures in a row after which a generator that has no request of ours is not asked to end what it still has. */
    private static final int MOST_FAILURES = 3;

    private static final Logger log = LoggerFactory.getLogger(EngineThread.class);

    private final String modelName;
    private final Set<EngineRequest> requests = ConcurrentHashMap.newKeySet();
    private volatile @Nullable BatchGenerator generator;

    /** Whether the request that is next was found to have no room. */
    private volatile boolean full;

    private volatile boolean closed;
    private int failures;

    ActiveRequests(String modelName) {
        this.modelName = modelName;
    }

    /** Before the first request. */
    void answeredBy(BatchGenerator generator) {
        this.generator = generator;
    }

    int count() {
        return requests.size();
    }

    /** How many requests could begin at once, as far as is known without their prompts. */
    int freePlaces() {
        BatchGenerator answering = generator;
        int places = answering == null ? 1 : answering.maxConcurrent();
        return full ? 0 : Math.max(0, places - count());
    }

    /** Requests the stop of all that are active, and of all that begin later. */
    void stopAll() {
        closed = true;
        requests.forEach(request -> request.stop().request(Stop.Reason.CLOSED));
    }

    /** Whether {@link #step} has something to do. */
    boolean isBusy() {
        BatchGenerator answering = generator;
        return !requests.isEmpty() || (answering != null && answering.active() > 0 && failures < MOST_FAILURES);
    }

    /** Whether {@code request} may begin now. One that the generator cannot judge may, and fails for what is wrong with it. */
    boolean hasRoom(EngineRequest request) {
        boolean room;
        try {
            room = requests.isEmpty() || request.hasRoom(generator());
        } catch (Throwable e) {
            log.debug("the model {} cannot say whether it has room for a request", modelName, e);
            room = true;
        }
        full = !room;
        return room;
    }

    /** Begins {@code request}, which {@link #remove removes} itself when it ends. */
    void begin(EngineRequest request) {
        requests.add(request);
        if (closed) {
            request.stop().request(Stop.Reason.CLOSED);
        }
        Stop.Reason early = request.stop().reason();
        if (early != null) {
            // It must not reach the generator, where it would take the KV cache of a conversation that is kept.
            remove(request);
            request.refuse(early);
            return;
        }
        try {
            request.begin(generator(), this);
        } catch (Throwable e) {
            request.fail(this, e);
        }
    }

    void remove(EngineRequest request) {
        requests.remove(request);
        full = false;
    }

    /** Goes on with all that are active. Throws nothing: what should not happen fails them. */
    void step() {
        try {
            generator().step();
            failures = 0;
        } catch (Throwable e) {
            failures++;
            log.error("the model {} failed with {} answers under way", modelName, count(), e);
            failAll(e);
        }
        if (!requests.isEmpty() && generator().active() == 0) {
            failAll(new IllegalStateException("the generator of the model %s lost its requests".formatted(modelName)));
        }
    }

    private void failAll(Throwable failure) {
        for (EngineRequest request : List.copyOf(requests)) {
            request.fail(this, failure);
        }
    }

    private BatchGenerator generator() {
        BatchGenerator answering = generator;
        if (answering == null) {
            throw new IllegalStateException("the model %s has not been loaded".formatted(modelName));
        }
        return answering;
    }
}
