package io.github.ssd4j.examples.web.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import io.github.ssd4j.SsdChatResponseMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * An answer, whole or a part of a stream.
 *
 * @param object {@code chat.completion} or {@code chat.completion.chunk}
 * @param created in seconds since 1970
 * @param choices one; none in the part of a stream that has the usage
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChatCompletion(
        String id,
        String object,
        long created,
        String model,
        List<Choice> choices,
        @Nullable Usage usage) {

    /**
     * @param message a whole answer
     * @param delta what is new in a stream
     * @param finishReason null before the end of a stream
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Choice(
            int index,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Message message,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Delta delta,

            @Nullable String logprobs,
            @Nullable String finishReason) {

        static Choice whole(Message message, String finishReason) {
            return new Choice(0, message, null, null, finishReason);
        }

        static Choice part(Delta delta, @Nullable String finishReason) {
            return new Choice(0, null, delta, null, finishReason);
        }
    }

    /** @param reasoningContent what the model thought; OpenAI has no such field, but front ends show it */
    @JsonNaming(SnakeCaseStrategy.class)
    record Message(
            String role,
            @Nullable String content,
            @Nullable String refusal,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reasoningContent,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<ToolCall> toolCalls) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delta(
            @Nullable String role,
            @Nullable String content,
            @Nullable String reasoningContent,
            @Nullable List<ToolCall> toolCalls) {

        static final Delta BEGIN = new Delta("assistant", "", null, null);
        static final Delta END = new Delta(null, null, null, null);

        static Delta text(String text) {
            return new Delta(null, text, null, null);
        }

        static Delta thinking(String text) {
            return new Delta(null, null, text, null);
        }

        static Delta call(ToolCall call) {
            return new Delta(null, null, null, List.of(call));
        }
    }

    /** @param index which call of the answer it is; null in a whole answer */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ToolCall(@Nullable Integer index, String id, String type, Function function) {

        static ToolCall of(@Nullable Integer index, ToolExecutionRequest call) {
            return new ToolCall(index, call.id(), "function", new Function(call.name(), call.arguments()));
        }
    }

    record Function(String name, String arguments) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Usage(int promptTokens, int completionTokens, int totalTokens, PromptTokens promptTokensDetails) {

        static Usage of(ChatResponseMetadata metadata) {
            int prompt = metadata.tokenUsage().inputTokenCount();
            int answer = metadata.tokenUsage().outputTokenCount();
            int cached = metadata instanceof SsdChatResponseMetadata ours
                    ? ours.statistics().reusedPromptTokens()
                    : 0;
            return new Usage(prompt, answer, prompt + answer, new PromptTokens(cached));
        }
    }

    /** @param cachedTokens those of the prompt that had been read before */
    @JsonNaming(SnakeCaseStrategy.class)
    record PromptTokens(int cachedTokens) {}

    static String finishReason(FinishReason reason) {
        return switch (reason) {
            case LENGTH -> "length";
            case TOOL_EXECUTION -> "tool_calls";
            case STOP, CONTENT_FILTER, OTHER -> "stop";
        };
    }
}
