package io.github.ssd4j;

import java.util.concurrent.CountDownLatch;

/** Waiting inside of callbacks, which may not throw checked exceptions. */
final class Latches {

    private Latches() {}

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
