package io.github.ssd4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.ssd4j.spi.SsdStreamingChatModelBuilderFactory;
import java.util.List;
import java.util.Set;

/**
 * A streaming chat model that runs inside this JVM and decodes by self-speculation.
 *
 * <p>Thread-safe; requests are answered one after the other. All callbacks of a request come on the engine's thread: a
 * handler that takes long holds up every answer, and one that asks the same engine and waits fails. Partial responses
 * come with an {@link SsdPartialResponseContext}; its handle cancels the answer within one round, after which no
 * callback comes.
 *
 * <p>Tools and JSON as {@link SsdChatModel} has them; a call of a tool comes as one {@code onCompleteToolCall} and never as
 * text. What is refused with {@link dev.langchain4j.exception.UnsupportedFeatureException} is thrown at once. Every other
 * failure goes to {@code onError}; a request that the full queue refuses does so on the caller's thread, and one whose
 * timeout ends while it waits does so on a thread of its own, beside the answer that holds it up.
 */
public class SsdStreamingChatModel implements StreamingChatModel, AutoCloseable {

    private final ChatCore core;

    /** For models that extend this one. */
    protected SsdStreamingChatModel(Builder builder) {
        core = builder.core();
    }

    /**
     * That of the first {@link SsdStreamingChatModelBuilderFactory} of the {@link java.util.ServiceLoader}, else a new
     * one.
     */
    public static Builder builder() {
        return BuilderFactories.builder(SsdStreamingChatModelBuilderFactory.class)
                .orElseGet(Builder::new);
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        core.check(request);
        core.engine().submit(new StreamingJob(core, request, handler), core.timeout(request));
    }

    @Override
    public SsdChatRequestParameters defaultRequestParameters() {
        return core.defaults();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return core.listeners();
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OTHER;
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    /** Closes the engine, if this model made its own. */
    @Override
    public void close() {
        core.close();
    }

    /** Builds an {@link SsdStreamingChatModel}. */
    public static class Builder extends SsdChatModelBuilder<Builder> {

        /** For builders that extend this one; others come from {@link SsdStreamingChatModel#builder}. */
        public Builder() {}

        /** Loads the model, unless an engine is given. */
        public SsdStreamingChatModel build() {
            return new SsdStreamingChatModel(this);
        }
    }
}
