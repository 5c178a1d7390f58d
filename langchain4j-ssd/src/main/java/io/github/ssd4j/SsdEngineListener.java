package io.github.ssd4j;

import io.github.ssd4j.speculative.BatchGenerator;
import io.github.ssd4j.speculative.GenerationResult;

/**
 * Is told how an engine's requests end, whichever model they come from: for metrics and logs.
 *
 * <p>The methods are called by several threads, while the caller or the engine's thread waits: they must be thread-safe. They
 * must be quick, too, because every answer that is being written waits for the engine's thread. What they throw, errors
 * included, is logged and changes nothing.
 */
public interface SsdEngineListener {

    /**
     * An answer has ended, also one that was cancelled ({@link io.github.ssd4j.speculative.FinishReason#CANCELLED}). A request
     * that was cancelled before its turn has no rounds and no tokens. Called before whoever asked gets it.
     *
     * @param result with what each drafter did in {@code result.stats().drafters()}, and with the seed
     * @param skipProfile name of the profile that could draft; {@code none} if there was none
     */
    default void onAnswer(GenerationResult result, String skipProfile) {}

    /**
     * A request has failed: refused because the queue is full ({@link dev.langchain4j.exception.RateLimitException}), out
     * of time ({@link dev.langchain4j.exception.TimeoutException}), stopped because the engine was closed, or a failure of
     * the decoder. Called before whoever asked gets it. Requests that are refused for what they ask are not among them.
     */
    default void onFailure(RuntimeException failure) {}

    /**
     * A pass of the full model has ended. Called on the engine's thread, many times a second.
     *
     * @param pass how many conversations and tokens it had, and its time
     */
    default void onPass(BatchGenerator.Pass pass) {}
}
