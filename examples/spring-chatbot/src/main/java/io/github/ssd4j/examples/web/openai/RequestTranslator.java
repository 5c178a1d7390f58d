package io.github.ssd4j.examples.web.openai;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import io.github.ssd4j.SsdChatRequestParameters;
import io.github.ssd4j.SsdRequestHandle;
import io.github.ssd4j.decoder.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Translates a request into LangChain4j's terms. What is not in it is as the server's model is configured. */
final class RequestTranslator {

    private RequestTranslator() {}

    /**
     * @param handle stops the request
     * @throws OpenAiException if a field is wrong, or asks for what there is not here
     */
    static ChatRequest translate(ChatCompletionRequest request, SsdRequestHandle handle) {
        refuseWhatIsNotHere(request);
        Tools tools = Tools.of(request);
        SsdChatRequestParameters.Builder parameters = SsdChatRequestParameters.builder()
                .toolSpecifications(tools.offered())
                .toolChoice(tools.choice())
                .responseFormat(format(request.responseFormat()))
                .maxOutputTokens(maxTokens(request))
                .stopSequences(stops(request.stop()))
                .seed(request.seed())
                .returnThinking(true)
                .handle(handle);
        sampling(request, parameters);
        if (request.promptCacheKey() != null && !request.promptCacheKey().isBlank()) {
            parameters.sessionId(request.promptCacheKey());
        }
        return ChatRequest.builder()
                .messages(Messages.of(request.messages()))
                .parameters(parameters.build())
                .build();
    }

    private static void refuseWhatIsNotHere(ChatCompletionRequest request) {
        refuse(request.n() != null && request.n() != 1, "n", "there is one answer to a request");
        refuse(Boolean.TRUE.equals(request.logprobs()), "logprobs", "there are no log probabilities here");
        refuse(request.topLogprobs() != null, "top_logprobs", "there are no log probabilities here");
        refuse(
                request.logitBias() != null && !request.logitBias().isEmpty(),
                "logit_bias",
                "no token can be made more or less probable by its number");
        refuse(
                request.modalities() != null && !request.modalities().equals(List.of("text")),
                "modalities",
                "this model writes text only");
        refuse(
                request.streamOptions() != null && !request.isStream(),
                "stream_options",
                "it is for streams, and 'stream' is not true");
    }

    private static void refuse(boolean wrong, String field, String reason) {
        if (wrong) {
            throw OpenAiException.invalid(field, "'%s' is not supported like this: %s.".formatted(field, reason));
        }
    }

    private static void sampling(ChatCompletionRequest request, SsdChatRequestParameters.Builder parameters) {
        SamplingOptions.Builder off = SamplingOptions.builder();
        parameters
                .temperature(checked("temperature", request.temperature(), off::temperature))
                .topP(checked("top_p", request.topP(), off::topP))
                .topK(checked("top_k", request.topK(), off::topK))
                .minP(checked("min_p", request.minP(), off::minP))
                .frequencyPenalty(checked("frequency_penalty", request.frequencyPenalty(), off::frequencyPenalty))
                .presencePenalty(checked("presence_penalty", request.presencePenalty(), off::presencePenalty))
                .repetitionPenalty(checked("repetition_penalty", request.repetitionPenalty(), off::repetitionPenalty));
    }

    /** The value, if the sampler takes it, so that the field can be named if it does not. */
    private static <T> @Nullable T checked(
            String field, @Nullable T value, Function<T, SamplingOptions.Builder> option) {
        if (value != null) {
            try {
                option.apply(value).build();
            } catch (IllegalArgumentException e) {
                throw OpenAiException.invalid(field, String.valueOf(e.getMessage()));
            }
        }
        return value;
    }

    private static @Nullable Integer maxTokens(ChatCompletionRequest request) {
        boolean old = request.maxCompletionTokens() == null;
        Integer max = old ? request.maxTokens() : request.maxCompletionTokens();
        if (max != null && max < 1) {
            String field = old ? "max_tokens" : "max_completion_tokens";
            throw OpenAiException.invalid(field, "'%s' must be more than zero, but is: %s.".formatted(field, max));
        }
        return max;
    }

    private static List<String> stops(@Nullable JsonNode stop) {
        List<String> texts = new ArrayList<>();
        if (stop != null && !stop.isNull()) {
            (stop.isArray() ? stop : List.of(stop)).forEach(text -> texts.add(stop(text)));
        }
        return texts;
    }

    private static String stop(JsonNode text) {
        if (!text.isString() || text.stringValue().isEmpty()) {
            throw OpenAiException.invalid("stop", "'stop' must be a text that is not empty, or an array of such.");
        }
        return text.stringValue();
    }

    private static @Nullable ResponseFormat format(ChatCompletionRequest.@Nullable ResponseFormat format) {
        String type = format == null ? "text" : String.valueOf(format.type());
        return switch (type) {
            case "text" -> null;
            case "json_object" -> ResponseFormat.JSON;
            case "json_schema" -> schema(format == null ? null : format.jsonSchema());
            default ->
                throw OpenAiException.invalid(
                        "response_format.type",
                        "'response_format.type' must be text, json_object or json_schema, but is: '%s'."
                                .formatted(type));
        };
    }

    private static ResponseFormat schema(ChatCompletionRequest.@Nullable Schema given) {
        if (given == null || given.schema() == null || !given.schema().isObject()) {
            throw OpenAiException.invalid(
                    "response_format.json_schema.schema",
                    "'response_format.json_schema.schema' must be a JSON Schema.");
        }
        return ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name(given.name() == null ? "answer" : given.name())
                        .rootElement(JsonRawSchema.from(given.schema().toString()))
                        .build())
                .build();
    }
}
