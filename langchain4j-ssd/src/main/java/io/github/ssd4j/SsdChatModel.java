package io.github.ssd4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.ssd4j.spi.SsdChatModelBuilderFactory;
import java.util.List;
import java.util.Set;

/**
 * A chat model that runs inside this JVM and decodes by self-speculation.
 *
 * <pre>{@code
 * ChatModel model = SsdChatModel.builder().model("/models/SmolLM2-135M-Instruct").build();
 * String answer = model.chat("Why is the sky blue?");
 * }</pre>
 *
 * <p>Thread-safe; {@link SsdEngine#maxConcurrent} requests are answered at once. A request that the full queue refuses
 * fails with {@link dev.langchain4j.exception.RateLimitException}, one that takes longer than its timeout with {@link
 * dev.langchain4j.exception.TimeoutException}, one whose engine is closed with {@link IllegalStateException}. What the
 * request itself is at fault for, a prompt that is too long or that the template refuses for example, is thrown before it
 * waits, as {@link dev.langchain4j.exception.InvalidRequestException}.
 *
 * <p>JSON response formats and {@code ToolChoice.REQUIRED} are met by constrained decoding: the answer is valid, and
 * complete unless {@code maxOutputTokens} has no room for the shortest one. Images, and schemas that cannot be enforced,
 * are refused with {@link dev.langchain4j.exception.UnsupportedFeatureException}.
 */
public class SsdChatModel implements ChatModel, AutoCloseable {

    private final Memo<ChatCore> core;

    /** For models that extend this one. */
    protected SsdChatModel(Builder builder) {
        core = builder.core();
    }

    /** That of the first {@link SsdChatModelBuilderFactory} of the {@link java.util.ServiceLoader}, else a new one. */
    public static Builder builder() {
        return BuilderFactories.builder(SsdChatModelBuilderFactory.class).orElseGet(Builder::new);
    }

    /** Renders and encodes the request on this thread, then waits for the engine's. */
    @Override
    public ChatResponse doChat(ChatRequest request) {
        return core.get().answer(request);
    }

    @Override
    public SsdChatRequestParameters defaultRequestParameters() {
        return core.get().defaults();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return core.get().listeners();
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
        core.ifMade(ChatCore::close);
    }

    /** Builds an {@link SsdChatModel}. */
    public static class Builder extends SsdChatModelBuilder<Builder> {

        /** For builders that extend this one; others come from {@link SsdChatModel#builder}. */
        public Builder() {}

        /** Loads the model, unless an engine is given. */
        public SsdChatModel build() {
            return new SsdChatModel(this);
        }
    }
}
