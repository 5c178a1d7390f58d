package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

/** Looks for threads that outlived their engine. */
final class EngineThreads {

    private EngineThreads() {}

    static void assertNoneLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(Thread::isAlive)
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("ssd-engine-"));
    }
}
