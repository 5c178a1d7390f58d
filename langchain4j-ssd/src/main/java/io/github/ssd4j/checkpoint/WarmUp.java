package io.github.ssd4j.checkpoint;

import ai.djl.engine.EngineException;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.ssd4j.internal.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Loads Jackson and the native tokenizers library on a thread of its own while the header of the first checkpoint is
 * read: together they are about half of the time that opening takes in a fresh JVM.
 */
final class WarmUp {

    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private WarmUp() {}

    /** Returns at once; does nothing after the first call. */
    static void start() {
        if (STARTED.compareAndSet(false, true)) {
            Thread thread = new Thread(WarmUp::run, "ssd-checkpoint-warm-up");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void run() {
        try {
            Json.mapper().writeValueAsString(Map.of("list", List.of("text")));
            NativeTokenizer.loadLibrary();
        } catch (JsonProcessingException | EngineException | LinkageError e) {
            // whoever needs the library meets the same failure again, and can say for which file
            return;
        }
    }
}
