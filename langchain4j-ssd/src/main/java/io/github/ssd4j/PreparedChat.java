package io.github.ssd4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.github.ssd4j.chat.AnswerParser;
import io.github.ssd4j.engine.Stop;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.GenerationStats;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A chat request that has been checked, rendered and encoded: all that is left for the engine is to answer it, once. */
final class PreparedChat {

    private final SsdEngine engine;
    private final int[] prompt;
    private final GenerationOptions options;
    private final AnswerAssembly answer;
    private final @Nullable Duration timeout;
    private final @Nullable SsdRequestHandle handle;

    /**
     * @param parser for the answer to {@code prompt}
     * @param listener follows the answer on the engine's thread
     */
    PreparedChat(
            SsdEngine engine,
            int[] prompt,
            GenerationOptions options,
            AnswerParser parser,
            SsdChatRequestParameters parameters,
            AnswerListener listener) {
        this.engine = engine;
        this.prompt = prompt;
        this.options = options;
        this.answer = new AnswerAssembly(parser, listener, Boolean.TRUE.equals(parameters.returnThinking()));
        this.timeout = parameters.timeout();
        this.handle = parameters.handle();
    }

    /** Waits for the answer. */
    ChatResponse ask() {
        Stop stop = new Stop();
        attach(stop);
        try {
            return response(engine.ask(prompt, options, answer, timeout, stop));
        } finally {
            detach(stop);
        }
    }

    /** Queues the request; {@code caller} has to call {@link #response} or {@link #detach}. */
    void submit(Stop stop, Caller caller) {
        engine.submit(prompt, options, answer, timeout, stop, caller);
    }

    /** The answer, once the generation has ended. Tells the listener what the parser still held back. */
    ChatResponse response(GenerationResult result) {
        AiMessage message = answer.finish();
        GenerationStats stats = result.stats();
        return ChatResponse.builder()
                .aiMessage(message)
                .metadata(SsdChatResponseMetadata.builder()
                        .id(UUID.randomUUID().toString())
                        .modelName(engine.modelName())
                        .tokenUsage(new TokenUsage(stats.promptTokens(), stats.generatedTokens()))
                        .finishReason(
                                message.hasToolExecutionRequests() ? FinishReason.TOOL_EXECUTION : finishReason(result))
                        .statistics(stats)
                        .skipProfile(SsdEngine.profileName(options))
                        .seed(result.seed())
                        .exactness(engine.exactness())
                        .build())
                .build();
    }

    private static FinishReason finishReason(GenerationResult result) {
        return switch (result.finishReason()) {
            case STOP_TOKEN, STOP_STRING -> FinishReason.STOP;
            case MAX_TOKENS, CONTEXT_END -> FinishReason.LENGTH;
            case CANCELLED -> FinishReason.OTHER;
        };
    }

    /** Lets the handle of the request, if it has one, request {@code stop}. */
    void attach(Stop stop) {
        if (handle != null) {
            handle.attach(stop);
        }
    }

    /** The request has ended. */
    void detach(Stop stop) {
        if (handle != null) {
            handle.detach(stop);
        }
    }

    boolean isCancelled() {
        return handle != null && handle.isCancelled();
    }
}
