package io.github.ssd4j.examples.web;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.TextPiece;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Keeps an engine busy until it is released, so that all others wait. */
public final class BusyEngine implements AutoCloseable, GenerationListener {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final CompletableFuture<?> work;

    public BusyEngine(SsdEngine engine) throws InterruptedException {
        work = CompletableFuture.supplyAsync(() -> engine.generate("Once", engine.defaults(), this));
        begun.await();
    }

    @Override
    public void onText(TextPiece piece) {
        begun.countDown();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isCancelled() {
        return over.getCount() == 0;
    }

    /** Lets the others have their turns. */
    public void release() {
        over.countDown();
        work.join();
    }

    @Override
    public void close() {
        release();
    }
}
