package io.github.ssd4j.examples.web;

import io.github.ssd4j.SsdEngineListener;
import io.github.ssd4j.speculative.BatchGenerator;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the passes of the model in which at least two conversations took part. */
public final class Passes implements SsdEngineListener {

    private final AtomicInteger shared = new AtomicInteger();

    @Override
    public void onPass(BatchGenerator.Pass pass) {
        if (pass.conversations() > 1) {
            shared.incrementAndGet();
        }
    }

    public int shared() {
        return shared.get();
    }
}
