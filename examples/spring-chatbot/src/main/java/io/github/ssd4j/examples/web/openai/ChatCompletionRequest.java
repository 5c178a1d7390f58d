package io.github.ssd4j.examples.web.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The body of {@code POST /v1/chat/completions}. Fields that say nothing about the answer are taken and not used; any other
 * that is missing here is refused. {@code topK}, {@code minP} and {@code repetitionPenalty} are not OpenAI's, but other servers of
 * local models have them by these names.
 *
 * @param stop a text or several
 * @param toolChoice {@code none}, {@code auto}, {@code required} or the one function to call
 * @param parallelToolCalls whether an answer may call several tools
 * @param promptCacheKey names the conversation, whose read prompt is then preferred
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonIgnoreProperties({
    "user",
    "metadata",
    "store",
    "service_tier",
    "safety_identifier",
    "prompt_cache_retention",
    "prediction"
})
record ChatCompletionRequest(
        @Nullable String model,
        @Nullable List<Message> messages,
        @Nullable Boolean stream,
        @Nullable StreamOptions streamOptions,
        @Nullable List<Tool> tools,
        @Nullable JsonNode toolChoice,
        @Nullable Boolean parallelToolCalls,
        @Nullable ResponseFormat responseFormat,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double minP,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable Double repetitionPenalty,
        @Nullable Integer maxTokens,
        @Nullable Integer maxCompletionTokens,
        @Nullable JsonNode stop,
        @Nullable Long seed,
        @Nullable Integer n,
        @Nullable Boolean logprobs,
        @Nullable Integer topLogprobs,
        @Nullable Map<String, Double> logitBias,
        @Nullable List<String> modalities,
        @Nullable String promptCacheKey) {

    boolean isStream() {
        return Boolean.TRUE.equals(stream);
    }

    /** Whether the number of tokens is to come at the end of a stream. */
    boolean isUsageIncluded() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }

    /** Where the JSON Schema of the answer stands, if there is one. */
    String schemaField() {
        boolean format = responseFormat != null && "json_schema".equals(responseFormat.type());
        return format ? "response_format" : "tools";
    }

    /** Whether an answer may call several tools. */
    boolean isManyCallsAllowed() {
        return !Boolean.FALSE.equals(parallelToolCalls);
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record StreamOptions(
            @Nullable Boolean includeUsage, @Nullable Boolean includeObfuscation) {}

    /**
     * @param content a text or parts
     * @param toolCalls of an assistant
     * @param toolCallId which call a message of a tool answers
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Message(
            @Nullable String role,
            @Nullable JsonNode content,
            @Nullable String name,
            @Nullable List<ToolCall> toolCalls,
            @Nullable String toolCallId) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record ToolCall(
            @Nullable String id,
            @Nullable String type,
            @Nullable Call function) {}

    /** @param arguments JSON as a text */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Call(@Nullable String name, @Nullable String arguments) {}

    record Tool(@Nullable String type, @Nullable Function function) {}

    /**
     * @param parameters a JSON Schema
     * @param strict taken as true: calls that are asked for always fit the schema
     */
    record Function(
            @Nullable String name,
            @Nullable String description,
            @Nullable JsonNode parameters,
            @Nullable Boolean strict) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record ResponseFormat(@Nullable String type, @Nullable Schema jsonSchema) {}

    /** @param strict taken as true: the answer always fits the schema */
    record Schema(
            @Nullable String name,
            @Nullable String description,
            @Nullable JsonNode schema,
            @Nullable Boolean strict) {}
}
