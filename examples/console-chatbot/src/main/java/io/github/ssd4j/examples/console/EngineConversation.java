package io.github.ssd4j.examples.console;

import dev.langchain4j.data.message.ChatMessage;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdEngineBuilder;
import io.github.ssd4j.speculative.DrafterKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A conversation with a model that this object has loaded, and frees when closed. */
abstract class EngineConversation implements Conversation, AutoCloseable {

    private final SsdEngine engine;
    private final Settings settings;
    private volatile boolean speculative;

    EngineConversation(SsdEngine engine, Settings settings, boolean speculative) {
        this.engine = engine;
        this.settings = settings;
        this.speculative = speculative;
    }

    /**
     * Loads a model: for a chat when it has a chat template, else to continue texts.
     *
     * @param settings what answers are written with, at first
     * @throws RuntimeException when it cannot be loaded with these options; the message says why
     */
    static EngineConversation open(Path model, ChatOptions options, Settings settings) {
        SsdEngineBuilder builder = SsdEngine.builder()
                .model(model)
                .device(options.device)
                .dtype(options.dtype)
                .linearKernel(options.linearKernel)
                .skipProfile(options.profile)
                .drafters(options.drafters);
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
                    ? new ChatConversation(engine, options, settings)
                    : new CompletionConversation(engine, options, settings);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** What was said so far; nothing where nothing is remembered. */
    List<ChatMessage> said() {
        return List.of();
    }

    /** Continues a conversation that was led with another model. */
    void goOn(List<ChatMessage> said) {
        // Nothing is remembered, unless a subclass does.
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
    public Settings settings() {
        return settings;
    }

    @Override
    public ModelFacts facts() {
        return new ModelFacts(
                engine.modelName(),
                draftsWith(DrafterKind.SKIP) ? engine.skipProfile().name() : ModelFacts.NONE,
                drafters(),
                engine.dtype(),
                engine.device(),
                engine.contextTokens(),
                engine.chatTemplate().isPresent());
    }

    private String drafters() {
        return Arrays.stream(DrafterKind.values())
                .filter(this::draftsWith)
                .collect(Collectors.collectingAndThen(Collectors.toSet(), DrafterKind::format));
    }

    private boolean draftsWith(DrafterKind kind) {
        return speculative && engine.defaults().draftsWith(kind);
    }

    @Override
    public void close() {
        engine.close();
    }
}
