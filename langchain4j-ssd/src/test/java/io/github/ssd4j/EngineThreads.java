package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Looks for threads that outlived their engine; one that tells of a timeout may end a moment after it. */
final class EngineThreads {

    private EngineThreads() {}

    static void assertNoneLeft() {
        long start = System.nanoTime();
        while (!engineThreads().isEmpty() && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10)) {
            Thread.onSpinWait();
        }
        assertThat(engineThreads()).isEmpty();
    }

    private static List<String> engineThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("ssd-engine-"))
                .toList();
    }
}
