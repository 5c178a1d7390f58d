package io.github.ssd4j;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of an engine that has been loaded. */
final class StartUpLines {

    private static final Logger log = LoggerFactory.getLogger(SsdEngine.class);

    private StartUpLines() {}

    /** @param choosesProfile whether the skip profile was left to the engine */
    static void log(SsdEngine engine, Duration time, boolean choosesProfile) {
        log.info(
                "loaded {} ({} parameters, {} layers) on {} as {} ({}, {}) in {} ms: context of {} tokens, skip profile {}",
                engine.modelName(),
                engine.config().parametersInWords(),
                engine.config().layers(),
                engine.device(),
                engine.dtype(),
                engine.linearKernel(),
                engine.exactness(),
                time.toMillis(),
                engine.contextTokens(),
                engine.skipProfile().name());
        if (choosesProfile && engine.skipProfile().isEmpty()) {
            log.info(
                    "no skip profile was made for {}, so drafts come from look-up alone; give one with skipProfile or "
                            + "skipProfilesFile",
                    engine.modelName());
        }
    }
}
