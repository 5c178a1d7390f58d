package io.github.ssd4j.evaluation.throughput;

import java.util.OptionalDouble;

/** Hears how far a measurement is; called on the measuring thread, between the timed passes. */
public interface ThroughputListener {

    /** Hears nothing. */
    ThroughputListener NONE = (done, total, secondsLeft) -> {};

    /**
     * A pass was run, as warm-up or as a sample.
     *
     * @param done passes run, from 1 to {@code total}
     * @param total passes to run
     * @param secondsLeft estimated from the last time of each pass; empty until each has been run once
     */
    void onPass(int done, int total, OptionalDouble secondsLeft);
}
