package io.github.ssd4j.evaluation.load;

import io.github.ssd4j.evaluation.callers.AnswerTimer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what becomes of requests. Thread-safe. */
final class LoadRecorder {

    private final Values firstTokenMillis = new Values();
    private final Values millisPerToken = new Values();
    private final Values gapMillis = new Values();
    private int answered;
    private int refused;
    private int failed;
    private int cancelled;
    private long tokens;
    private @Nullable String firstFailure;

    /**
     * How many requests ended how.
     *
     * @param answered to the end
     * @param refused because the queue was full
     * @param failed in another way
     * @param cancelled because the run was stopped
     */
    record Counts(int answered, int refused, int failed, int cancelled) {

        int ended() {
            return answered + refused + failed + cancelled;
        }
    }

    /**
     * An answer has come to its end.
     *
     * @param timer followed it
     * @param ended when it was there, on the timer's clock
     * @param written its tokens
     */
    synchronized void answered(AnswerTimer timer, long ended, int written) {
        answered++;
        tokens += written;
        if (timer.hasBegun()) {
            firstTokenMillis.add(timer.firstTokenNanos() / 1e6);
        }
        if (written > 1) {
            millisPerToken.add((ended - timer.firstToken()) / 1e6 / (written - 1));
        }
        for (long gap : timer.gapsNanos()) {
            gapMillis.add(gap / 1e6);
        }
    }

    synchronized void refused() {
        refused++;
    }

    synchronized void failed(RuntimeException failure) {
        failed++;
        firstFailure = firstFailure == null ? failure.toString() : firstFailure;
    }

    /** An answer was ended early. Its tokens were work for the engine, but it tells nothing of how long answers take. */
    synchronized void cancelled(int written) {
        cancelled++;
        tokens += written;
    }

    synchronized Counts counts() {
        return new Counts(answered, refused, failed, cancelled);
    }

    /** Tokens of all answers that have ended. */
    synchronized long tokens() {
        return tokens;
    }

    synchronized Optional<String> firstFailure() {
        return Optional.ofNullable(firstFailure);
    }

    /** From a request to its first token, waiting included; one sample for each answer. */
    synchronized Optional<Percentiles> firstTokenMillis() {
        return Percentiles.of(firstTokenMillis.toArray());
    }

    /** Time after the first token / tokens after it; one sample for each answer of two tokens or more. */
    synchronized Optional<Percentiles> millisPerToken() {
        return Percentiles.of(millisPerToken.toArray());
    }

    /** Between one text and the next of the same answer; one sample for each such pair. */
    synchronized Optional<Percentiles> gapMillis() {
        return Percentiles.of(gapMillis.toArray());
    }
}
