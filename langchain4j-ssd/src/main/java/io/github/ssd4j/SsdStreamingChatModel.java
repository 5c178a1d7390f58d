package io.github.ssd4j;

import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.ssd4j.spi.SsdStreamingChatModelBuilderFactory;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A streaming chat model that runs inside this JVM and decodes by self-speculation.
 *
 * <p>Thread-safe; {@link SsdEngine#maxConcurrent} requests are answered at once. All callbacks of a request come on one thread.
 * It is a daemon thread of the engine, {@code ssd-engine-MODEL-callbacks-N}, unless {@link Builder#executor} is given, so that
 * a handler that takes long holds up no other answer. If the engine answers one request at a time and there is no executor,
 * it is the thread that decodes: there, a handler that takes long holds up every answer, and one that asks the same engine
 * and waits fails.
 *
 * <p>A request is rendered and encoded on the caller's thread, then it is queued. {@link SsdRequestHandle} stops it from
 * then on. Partial responses also come with an {@link SsdPartialResponseContext}, whose handle stops this one answer. An
 * answer that is being written ends within one round. Once a request is stopped, no callback comes.
 *
 * <p>Whatever a callback throws goes to {@code onError}, and the answer goes on. If 32 callbacks in a row throw, the client
 * is taken to have gone: the answer is stopped, and no further callback comes.
 *
 * <p>Tools and JSON as {@link SsdChatModel} has them; a call of a tool comes as one {@code onCompleteToolCall} and never as
 * text. What is refused with {@link dev.langchain4j.exception.UnsupportedFeatureException} is thrown at once. Every other
 * failure goes to {@code onError}, on the thread of the other callbacks. Without an executor there are exceptions: a closed
 * engine is reported on the caller's thread. If the callbacks come on the thread that decodes, so is a request that is refused
 * before it waits, and one whose timeout ends while it waits is reported on a thread of its own.
 */
public class SsdStreamingChatModel implements StreamingChatModel, AutoCloseable {

    private final Memo<ChatCore> core;
    private final @Nullable Executor executor;

    /** For models that extend this one. */
    protected SsdStreamingChatModel(Builder builder) {
        core = builder.core();
        executor = builder.executor;
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
        core.get().stream(request, handler, executor);
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

    /** Builds an {@link SsdStreamingChatModel}. */
    public static class Builder extends SsdChatModelBuilder<Builder> {

        private @Nullable Executor executor;

        /** For builders that extend this one; others come from {@link SsdStreamingChatModel#builder}. */
        public Builder() {}

        /**
         * Where callbacks run instead of on the engine's threads, for example to carry a context over to them or to limit their
         * number. With {@link SsdEngineBuilder#maxConcurrent} of 1 it also keeps a slow handler from holding up other answers. It
         * is given one task a request, on the thread that asks, which runs until the request's last callback: so it needs a
         * thread for each request that waits or is answered. If it takes no more, the request is refused with {@link
         * RateLimitException}. It is not shut down with the model.
         */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /** Loads the model, unless an engine is given. */
        public SsdStreamingChatModel build() {
            return new SsdStreamingChatModel(this);
        }
    }
}
