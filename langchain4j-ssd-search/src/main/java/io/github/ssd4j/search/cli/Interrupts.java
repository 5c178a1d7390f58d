package io.github.ssd4j.search.cli;

import io.github.ssd4j.evaluation.cli.Progress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jline.utils.Signals;

/** What Ctrl-C does: the first ends the search but keeps the best, the second ends at once. */
final class Interrupts implements AutoCloseable {

    /** What shells give for a command that was ended by this signal. */
    static final int EXIT_CODE = 130;

    private static final String SIGNAL = "INT";

    private final AtomicInteger count = new AtomicInteger();
    private final Progress progress;
    private final Runnable stop;
    private final IntConsumer exit;
    private final Object formerHandler;

    /**
     * From now on until it is closed.
     *
     * @param stop lets the search come to its end
     * @param exit ends the JVM at once
     */
    Interrupts(Progress progress, Runnable stop, IntConsumer exit) {
        this.progress = progress;
        this.stop = stop;
        this.exit = exit;
        formerHandler = Signals.register(SIGNAL, this::interrupt);
    }

    /** Called by the signal's own thread. */
    void interrupt() {
        if (count.incrementAndGet() == 1) {
            progress.say("Stopping: the best sets so far are measured now, then the best is saved if it pays. "
                    + "Ctrl-C again ends at once.");
            stop.run();
        } else {
            progress.say("Ended. The journal keeps every score: the same command goes on from there.");
            exit.accept(EXIT_CODE);
        }
    }

    boolean happened() {
        return count.get() > 0;
    }

    @Override
    public void close() {
        Signals.unregister(SIGNAL, formerHandler);
    }
}
