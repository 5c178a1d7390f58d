package io.github.ssd4j.evaluation.load;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a caller thinks before each question: exponentially distributed, as the gaps between independent events are.
 *
 * @param mean 0: no time at all
 */
record ThinkTimes(Duration mean, RandomGenerator random) {

    long nextNanos() {
        // 1 - u lies in (0, 1], so its logarithm is finite.
        return Math.round(-mean.toNanos() * Math.log(1 - random.nextDouble()));
    }
}
