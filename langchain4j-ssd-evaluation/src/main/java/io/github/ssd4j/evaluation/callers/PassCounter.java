package io.github.ssd4j.evaluation.callers;

import io.github.ssd4j.SsdEngineListener;
import io.github.ssd4j.speculative.BatchGenerator;
import java.util.OptionalDouble;

/** Counts the passes of an engine and how many conversations shared them. Thread-safe. */
public final class PassCounter implements SsdEngineListener {

    private long passes;
    private long conversations;

    @Override
    public synchronized void onPass(BatchGenerator.Pass pass) {
        passes++;
        conversations += pass.conversations();
    }

    /** How many conversations a pass had, on average since the last call of this method; empty if there was no pass. */
    public synchronized OptionalDouble takeConversationsPerPass() {
        OptionalDouble mean = passes == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) conversations / passes);
        passes = 0;
        conversations = 0;
        return mean;
    }
}
