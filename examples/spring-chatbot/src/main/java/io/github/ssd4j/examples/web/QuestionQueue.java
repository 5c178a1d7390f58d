package io.github.ssd4j.examples.web;

import io.github.ssd4j.SsdEngine;
import java.util.ArrayList;
import java.util.List;
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
    private final IntSupplier answered;
    private final IntSupplier waiting;
    private final List<Entry> entries = new ArrayList<>();

    @Autowired
    QuestionQueue(SsdEngine engine) {
        this(engine.maxConcurrent(), engine.maxQueue(), engine::activeRequests, engine::waitingRequests);
    }

    /**
     * @param places how many questions are answered at once
     * @param maxQueue how many more may wait
     * @param answered how many requests the engine answers, from wherever they come
     * @param waiting how many wait for the engine; it takes them in their order, when it has a place and the memory
     */
    QuestionQueue(int places, int maxQueue, IntSupplier answered, IntSupplier waiting) {
        this.places = places;
        this.maxQueue = maxQueue;
        this.answered = answered;
        this.waiting = waiting;
    }

    /** A question in the queue. */
    public final class Entry {

        private final Waiter waiter;
        private int ahead;
        private boolean held;

        private Entry(Waiter waiter) {
            this.waiter = waiter;
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
                held = false;
                waiter.moved(now, false);
            }
        }

        private void update(int waitInEngine) {
            boolean now = ahead == 0 && entries.indexOf(this) >= entries.size() - waitInEngine;
            if (now != held) {
                held = now;
                waiter.moved(ahead, now);
            }
        }
    }

    /** Receives the progress of a question that waits. */
    public interface Waiter {

        /** Ignores it. */
        Waiter NOBODY = (ahead, held) -> {};

        /**
         * Called when the question has moved up, or waits for another reason.
         *
         * @param ahead how many answers have to end before this one begins; 0 when it has a place
         * @param held whether it has a place, but the engine does not begin: the others take all memory
         */
        void moved(int ahead, boolean held);
    }

    /** Notifies questions that have a place but still wait for the engine. Must be called periodically. */
    void refresh() {
        int waitInEngine = waiting.getAsInt();
        synchronized (entries) {
            entries.forEach(entry -> entry.update(waitInEngine));
        }
    }

    /**
     * Lets a question in.
     *
     * @param waiter is told if it has to wait, and whenever that changes
     * @throws FullException if as many wait as may
     */
    public Entry enter(Waiter waiter) {
        // The engine would refuse later, when the answer may have begun. A request that waits in the engine may be
        // about
        // to get a free place, so requests are counted together.
        int inEngine = answered.getAsInt() + waiting.getAsInt();
        synchronized (entries) {
            if (Math.max(entries.size(), inEngine) >= places + maxQueue) {
                throw new FullException(maxQueue);
            }
            Entry entry = new Entry(waiter);
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
