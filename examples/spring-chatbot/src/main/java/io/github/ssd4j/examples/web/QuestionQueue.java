package io.github.ssd4j.examples.web;

import io.github.ssd4j.SsdEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The questions that are answered or wait, in the order in which they came. The engine answers as many at once as it has places;
 * those behind them are told how far they are from one.
 *
 * <p>Thread-safe. Callbacks come on the thread that changes the queue, one at a time: they must be short and not call back.
 */
@Component
public final class QuestionQueue {

    private final int places;
    private final int maxQueue;
    private final IntSupplier inEngine;
    private final List<Entry> entries = new ArrayList<>();

    @Autowired
    QuestionQueue(SsdEngine engine) {
        this(
                engine.maxConcurrent(),
                engine.maxQueue(),
                () -> engine.activeRequests() + engine.waitingRequests());
    }

    /**
     * @param places how many questions are answered at once
     * @param maxQueue how many more may wait
     * @param inEngine how many requests the engine has, from wherever they come
     */
    QuestionQueue(int places, int maxQueue, IntSupplier inEngine) {
        this.places = places;
        this.maxQueue = maxQueue;
        this.inEngine = inEngine;
    }

    /** A question in the queue. */
    public final class Entry {

        private final IntConsumer onAhead;
        private int ahead;

        private Entry(IntConsumer onAhead) {
            this.onAhead = onAhead;
        }

        /** Takes the question out, so that the next one moves up. Nothing happens the second time. */
        public void leave() {
            synchronized (entries) {
                if (entries.remove(this)) {
                    entries.forEach(Entry::update);
                }
            }
        }

        private void update() {
            int now = Math.max(0, entries.indexOf(this) - places + 1);
            if (now != ahead) {
                ahead = now;
                onAhead.accept(now);
            }
        }
    }

    /**
     * Lets a question in.
     *
     * @param onAhead called with how many answers have to end before this one begins, if it has to wait, and whenever that changes;
     *     0 when it has a place
     * @throws FullException if as many wait as may
     */
    public Entry enter(IntConsumer onAhead) {
        // Does not leave refusing to the engine, whose refusal may come when the answer has begun. One that waits there may be
        // about to get a place that is free.
        int elsewhere = inEngine.getAsInt();
        synchronized (entries) {
            if (Math.max(entries.size(), elsewhere) >= places + maxQueue) {
                throw new FullException(maxQueue);
            }
            Entry entry = new Entry(onAhead);
            entries.add(entry);
            entry.update();
            return entry;
        }
    }

    /** How many questions wait or are answered. */
    int size() {
        synchronized (entries) {
            return entries.size();
        }
    }

    /** As many questions wait as may. */
    public static final class FullException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        FullException(int maxQueue) {
            super("%s others are waiting for an answer already. Try again in a few seconds.".formatted(maxQueue));
        }
    }
}
