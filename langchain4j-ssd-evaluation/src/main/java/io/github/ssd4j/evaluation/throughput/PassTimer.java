package io.github.ssd4j.evaluation.throughput;

/** Runs a pass once and says how long it took. */
interface PassTimer {

    /** Seconds, more than 0. A context's prefill is asked for before any other pass of that context. */
    double run(Pass pass);
}
