package io.github.ssd4j;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.DraftPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The options of both chat models. Either {@code engine}, which is shared and not closed with the model, or {@code model},
 * for an engine of the model's own with the options {@code device}, {@code dtype}, {@code contextTokens} and {@code
 * chatTemplate}. The others are defaults of requests; one that is set here goes before the same one in {@code
 * defaultRequestParameters}.
 *
 * @param <B> the builder itself
 */
public abstract class SsdChatModelBuilder<B extends SsdChatModelBuilder<B>> {

    private @Nullable Supplier<SsdEngine> engine;
    private boolean lazy;
    private @Nullable SsdEngineBuilder ownEngine;
    private @Nullable ChatRequestParameters defaultRequestParameters;
    private List<ChatModelListener> listeners = List.of();
    private final SsdChatRequestParameters.Builder parameters = SsdChatRequestParameters.builder();

    SsdChatModelBuilder() {}

    /** The engine to use. It stays open when the model is closed. */
    public B engine(SsdEngine engine) {
        this.engine = () -> engine;
        lazy = false;
        return self();
    }

    /**
     * Where to get the engine when the first request comes; asked again by the next one if it fails. What is wrong with
     * the model's options is found then, too.
     */
    public B engine(Supplier<SsdEngine> engine) {
        this.engine = engine;
        lazy = true;
        return self();
    }

    /** A directory with {@code config.json} or a {@code .gguf} file, to be loaded for this model alone. */
    public B model(Path model) {
        ownEngine().model(model);
        return self();
    }

    /** A path or a name as {@link SsdEngineBuilder#model(String)} takes it, to be loaded for this model alone. */
    public B model(String model) {
        ownEngine().model(model);
        return self();
    }

    /** See {@link SsdEngineBuilder#device}. */
    public B device(String device) {
        ownEngine().device(device);
        return self();
    }

    /** See {@link SsdEngineBuilder#dtype}. */
    public B dtype(String dtype) {
        ownEngine().dtype(dtype);
        return self();
    }

    /** See {@link SsdEngineBuilder#contextTokens}. */
    public B contextTokens(Integer contextTokens) {
        ownEngine().contextTokens(contextTokens);
        return self();
    }

    /** See {@link SsdEngineBuilder#chatTemplate}. */
    public B chatTemplate(String jinja) {
        ownEngine().chatTemplate(jinja);
        return self();
    }

    /** See {@link SsdEngineBuilder#skipProfilesFile}. */
    public B skipProfilesFile(Path file) {
        ownEngine().skipProfilesFile(file);
        return self();
    }

    public B defaultRequestParameters(ChatRequestParameters parameters) {
        this.defaultRequestParameters = parameters;
        return self();
    }

    /** Must be the name of the loaded model; there is no need to give it. */
    public B modelName(String modelName) {
        parameters.modelName(modelName);
        return self();
    }

    /** 0, the default, takes the most probable token each time. */
    public B temperature(Double temperature) {
        parameters.temperature(temperature);
        return self();
    }

    public B topP(Double topP) {
        parameters.topP(topP);
        return self();
    }

    public B topK(Integer topK) {
        parameters.topK(topK);
        return self();
    }

    /** See {@link SsdChatRequestParameters#minP}. */
    public B minP(Double minP) {
        parameters.minP(minP);
        return self();
    }

    /** See {@link SsdChatRequestParameters#repetitionPenalty}. */
    public B repetitionPenalty(Double repetitionPenalty) {
        parameters.repetitionPenalty(repetitionPenalty);
        return self();
    }

    public B frequencyPenalty(Double frequencyPenalty) {
        parameters.frequencyPenalty(frequencyPenalty);
        return self();
    }

    public B presencePenalty(Double presencePenalty) {
        parameters.presencePenalty(presencePenalty);
        return self();
    }

    /** See {@link SsdChatRequestParameters#seed}. */
    public B seed(Long seed) {
        parameters.seed(seed);
        return self();
    }

    /** To the end of the context by default. */
    public B maxOutputTokens(Integer maxOutputTokens) {
        parameters.maxOutputTokens(maxOutputTokens);
        return self();
    }

    public B stopSequences(List<String> stopSequences) {
        parameters.stopSequences(stopSequences);
        return self();
    }

    /** See {@link SsdChatRequestParameters#skipProfile}; by default that of the engine, which is {@code auto}. */
    public B skipProfile(String skipProfile) {
        parameters.skipProfile(skipProfile);
        return self();
    }

    /** See {@link SsdChatRequestParameters#maxDraftTokens}; takes the place of {@link #draftPolicy}. */
    public B maxDraftTokens(Integer maxDraftTokens) {
        parameters.maxDraftTokens(maxDraftTokens);
        return self();
    }

    /** See {@link SsdChatRequestParameters#draftPolicy}; takes the place of {@link #maxDraftTokens}. */
    public B draftPolicy(DraftPolicy draftPolicy) {
        parameters.draftPolicy(draftPolicy);
        return self();
    }

    /** See {@link SsdChatRequestParameters#speculative}. */
    public B speculative(Boolean speculative) {
        parameters.speculative(speculative);
        return self();
    }

    /** See {@link SsdChatRequestParameters#returnThinking}. */
    public B returnThinking(Boolean returnThinking) {
        parameters.returnThinking(returnThinking);
        return self();
    }

    /** See {@link SsdChatRequestParameters#timeout}; by default that of the engine. */
    public B timeout(Duration timeout) {
        parameters.timeout(timeout);
        return self();
    }

    public B listeners(List<ChatModelListener> listeners) {
        this.listeners = listeners;
        return self();
    }

    /** Loads the model if no engine was given; does not leave it open when something else is wrong. */
    Memo<ChatCore> core() {
        Ensure.that(
                (engine == null) != (ownEngine == null),
                "give either an engine, or a model with options for an engine of its own");
        SsdChatRequestParameters defaults = defaultRequestParameters == null
                ? parameters.build()
                : SsdChatRequestParameters.from(defaultRequestParameters).overrideWith(parameters.build());
        List<ChatModelListener> hear = listeners;
        if (engine != null) {
            Supplier<SsdEngine> shared = engine;
            Memo<ChatCore> core = new Memo<>(() -> new ChatCore(shared.get(), false, defaults, hear));
            if (!lazy) {
                core.get();
            }
            return core;
        }
        SsdEngine loaded = ownEngine().build();
        try {
            return Memo.of(new ChatCore(loaded, true, defaults, hear));
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    private SsdEngineBuilder ownEngine() {
        if (ownEngine == null) {
            ownEngine = SsdEngine.builder();
        }
        return ownEngine;
    }

    @SuppressWarnings("unchecked")
    private B self() {
        return (B) this;
    }
}
