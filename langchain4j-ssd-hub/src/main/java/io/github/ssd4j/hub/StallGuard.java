package io.github.ssd4j.hub;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * Ends a transfer in which nothing arrives any more, by closing its source: a blocking read has no time limit of its own.
 */
final class StallGuard implements AutoCloseable {

    private final Duration silence;
    private final Thread watcher;
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean stalled;

    /** Watches from now on; closes the source after that much silence. */
    StallGuard(Duration silence, Closeable source) {
        this.silence = silence;
        this.watcher = new Thread(() -> watch(source), "ssd-transfer-watch");
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Something has arrived. */
    void alive() {
        lastNanos = System.nanoTime();
    }

    boolean isStalled() {
        return stalled;
    }

    private void watch(Closeable source) {
        try {
            while (System.nanoTime() - lastNanos < silence.toNanos()) {
                Thread.sleep(Math.max(1, silence.toMillis() / 10));
            }
            stalled = true;
            source.close();
        } catch (InterruptedException e) {
            // The transfer has ended by itself.
        } catch (IOException e) {
            // The reader sees the end of its source all the same.
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
