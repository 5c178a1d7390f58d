package io.github.ssd4j.examples.console;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdEngineBuilder;
import java.nio.file.Path;

/** A conversation with a model that this object has loaded, and frees when closed. */
abstract class EngineConversation implements Conversation, AutoCloseable {

    private final SsdEngine engine;
    private volatile boolean speculative;

    EngineConversation(SsdEngine engine, boolean speculative) {
        this.engine = engine;
        this.speculative = speculative;
    }

    /**
     * Loads a model: for a chat when it has a chat template, else to continue texts.
     *
     * @throws RuntimeException when it cannot be loaded with these options; the message says why
     */
    static EngineConversation open(Path model, ChatOptions options) {
        SsdEngineBuilder builder = SsdEngine.builder()
                .model(model)
                .device(options.device)
                .dtype(options.dtype)
                .skipProfile(options.profile);
        if (options.context != null) {
            builder.contextTokens(options.context);
        }
        if (options.profilesFile != null) {
            builder.skipProfilesFile(options.profilesFile);
        }
        if (options.maxDraft != null) {
            builder.maxDraftTokens(options.maxDraft);
        }
        SsdEngine engine = builder.build();
        try {
            return engine.chatTemplate().isPresent()
                    ? new ChatConversation(engine, options)
                    : new CompletionConversation(engine, options);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    @Override
    public boolean isSpeculative() {
        return speculative;
    }

    @Override
    public void setSpeculative(boolean speculative) {
        this.speculative = speculative;
    }

    @Override
    public ModelFacts facts() {
        return new ModelFacts(
                engine.modelName(),
                isSpeculative() ? engine.skipProfile().name() : ModelFacts.NO_PROFILE,
                engine.dtype(),
                engine.device(),
                engine.contextTokens(),
                engine.chatTemplate().isPresent());
    }

    @Override
    public void close() {
        engine.close();
    }
}
