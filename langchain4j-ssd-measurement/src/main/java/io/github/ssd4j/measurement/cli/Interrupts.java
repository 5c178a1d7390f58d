package io.github.ssd4j.measurement.cli;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jline.utils.Signals;

/** What Ctrl-C does: the first lets the work come to an early end, the second ends at once. */
public final class Interrupts implements AutoCloseable {

    /** What shells give for a command that was ended by this signal. */
    public static final int EXIT_CODE = 130;

    private static final String SIGNAL = "INT";

    private final AtomicInteger count = new AtomicInteger();
    private final Progress progress;
    private final Texts texts;
    private final Runnable stop;
    private final IntConsumer exit;
    private final Object formerHandler;

    /**
     * What the user is told.
     *
     * @param first what happens now, and that a second time ends at once
     * @param second what is kept
     */
    public record Texts(String first, String second) {}

    /**
     * From now on until it is closed.
     *
     * @param texts what is said to each
     * @param stop lets the work come to its end
     * @param exit ends the JVM at once
     */
    public Interrupts(Progress progress, Texts texts, Runnable stop, IntConsumer exit) {
        this.progress = progress;
        this.texts = texts;
        this.stop = stop;
        this.exit = exit;
        formerHandler = Signals.register(SIGNAL, this::interrupt);
    }

    /** Called by the signal's own thread. */
    public void interrupt() {
        if (count.incrementAndGet() == 1) {
            progress.say(texts.first());
            stop.run();
        } else {
            progress.say(texts.second());
            exit.accept(EXIT_CODE);
        }
    }

    /** Whether there was one. */
    public boolean happened() {
        return count.get() > 0;
    }

    @Override
    public void close() {
        Signals.unregister(SIGNAL, formerHandler);
    }
}
