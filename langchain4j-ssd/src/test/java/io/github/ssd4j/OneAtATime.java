package io.github.ssd4j;

import io.github.ssd4j.speculative.BatchGenerator;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;

/** Writes each answer from its beginning to its end before it lets the next one begin. */
interface OneAtATime extends BatchGenerator {

    @Override
    default int maxConcurrent() {
        return 1;
    }

    @Override
    default int active() {
        return 0;
    }

    @Override
    default boolean hasRoom(int[] prompt, GenerationOptions options) {
        return true;
    }

    @Override
    default void begin(int[] prompt, GenerationOptions options, GenerationListener listener, Outcome outcome) {
        GenerationResult result;
        try {
            result = generate(prompt, options, listener);
        } catch (Throwable e) {
            outcome.failed(e);
            return;
        }
        outcome.ended(result);
    }

    @Override
    default void step() {}

    @Override
    default void close() {}
}
