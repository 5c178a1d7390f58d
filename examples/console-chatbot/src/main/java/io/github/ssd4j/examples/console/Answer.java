package io.github.ssd4j.examples.console;

import io.github.ssd4j.speculative.GenerationStats;
import org.jspecify.annotations.Nullable;

/**
 * One answer of the model.
 *
 * @param ending why it ended
 * @param stats what it took; null when it was cancelled
 */
record Answer(Ending ending, @Nullable GenerationStats stats) {

    static final Answer CANCELLED = new Answer(Ending.CANCELLED, null);

    enum Ending {
        /** The model had said all. */
        COMPLETE,
        /** {@code --max-tokens} or the end of the context was reached. */
        CUT_OFF,
        CANCELLED
    }
}
