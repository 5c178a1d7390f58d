package io.github.ssd4j.evaluation.load;

import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.GenerationOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, how often and for how long. Exactly one of {@code duration} and {@code requests} is given.
 *
 * @param callers how many ask, each from a thread of its own, at least 1
 * @param think mean time between an answer and the caller's next question, exponentially distributed; 0 for none
 * @param duration how long callers begin new requests; what has begun is answered to its end
 * @param requests how many requests are made in all, at least 1
 * @param seed of the think times, of the choice of questions and of sampling
 * @param options of every request
 */
record LoadPlan(
        int callers,
        Duration think,
        @Nullable Duration duration,
        @Nullable Integer requests,
        long seed,
        GenerationOptions options) {

    private static final int MOST_CALLERS = 10_000;

    LoadPlan {
        Ensure.between(callers, 1, MOST_CALLERS, "--callers");
        Ensure.that(!think.isNegative(), "--think must not be negative, but is: %s", think);
        if (duration != null) {
            Ensure.positive(duration, "--duration");
        }
        if (requests != null) {
            Ensure.positive(requests, "--requests");
        }
        Ensure.that((duration == null) != (requests == null), "give either --duration or --requests");
    }
}
