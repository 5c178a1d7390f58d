package io.github.ssd4j.evaluation.callers;

import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;

/** Who answers: an engine, as {@code engine::generate}. Called by many threads at once. */
@FunctionalInterface
public interface Asker {

    /** Waits for the turn of the request and for its answer. */
    GenerationResult ask(int[] prompt, GenerationOptions options, GenerationListener listener);
}
