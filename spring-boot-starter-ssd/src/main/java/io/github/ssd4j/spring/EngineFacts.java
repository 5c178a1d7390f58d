package io.github.ssd4j.spring;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.speculative.DrafterKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What health and info tell of the engine. */
final class EngineFacts {

    private final LoadedEngine engine;

    EngineFacts(LoadedEngine engine) {
        this.engine = engine;
    }

    /** False once the engine is closed. One that is loaded by the first request is well until then. */
    boolean isUp() {
        return !engine.get().map(SsdEngine::isClosed).orElse(false);
    }

    /** What changes while it runs. */
    Map<String, Object> load() {
        Map<String, Object> facts = new LinkedHashMap<>();
        Optional<SsdEngine> loaded = engine.get();
        facts.put("loaded", loaded.isPresent());
        loaded.ifPresent(it -> {
            facts.put("model", it.modelName());
            facts.put("activeRequests", it.activeRequests());
            facts.put("maxConcurrent", it.maxConcurrent());
            facts.put("waitingRequests", it.waitingRequests());
            facts.put("maxQueue", it.maxQueue());
        });
        return facts;
    }

    /** What does not change once it is loaded. */
    Map<String, Object> description() {
        Map<String, Object> facts = new LinkedHashMap<>();
        Optional<SsdEngine> loaded = engine.get();
        facts.put("loaded", loaded.isPresent());
        loaded.ifPresent(it -> {
            facts.put("model", it.modelName());
            facts.put("parameters", it.config().parametersInWords());
            facts.put("device", it.device());
            facts.put("dtype", it.dtype());
            facts.put("linearKernel", it.linearKernel());
            facts.put("exactness", it.exactness().toString());
            facts.put("contextTokens", it.contextTokens());
            facts.put("skipProfile", it.skipProfile().name());
            facts.put("speculative", it.defaults().speculative());
            facts.put("drafters", DrafterKind.format(it.defaults().drafters()));
        });
        return facts;
    }
}
