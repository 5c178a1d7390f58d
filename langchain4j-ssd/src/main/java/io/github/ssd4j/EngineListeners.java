package io.github.ssd4j;

import io.github.ssd4j.speculative.BatchGenerator;
import io.github.ssd4j.speculative.GenerationResult;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners of an engine as one. Whatever one of them throws is logged and changes nothing, errors included. */
final class EngineListeners implements SsdEngineListener {

    static final EngineListeners NONE = new EngineListeners(List.of());

    private static final Logger log = LoggerFactory.getLogger(SsdEngineListener.class);

    private final List<SsdEngineListener> listeners;

    EngineListeners(List<SsdEngineListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onAnswer(GenerationResult result, String skipProfile) {
        each(listener -> listener.onAnswer(result, skipProfile));
    }

    @Override
    public void onFailure(RuntimeException failure) {
        each(listener -> listener.onFailure(failure));
    }

    @Override
    public void onPass(BatchGenerator.Pass pass) {
        each(listener -> listener.onPass(pass));
    }

    private void each(Consumer<SsdEngineListener> call) {
        for (SsdEngineListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (Throwable e) {
                log.warn("a listener of the engine failed: {}", listener, e);
            }
        }
    }
}
