package io.github.ssd4j.examples.web.openai;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the body of a request, and says which field is wrong. Strict, so that nothing that is asked for gets lost. */
final class RequestReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private RequestReader() {}

    /** @throws OpenAiException if it is not what {@link ChatCompletionRequest} describes */
    static ChatCompletionRequest read(byte[] body) {
        ChatCompletionRequest request;
        try {
            request = JSON.readValue(body, ChatCompletionRequest.class);
        } catch (UnrecognizedPropertyException e) {
            throw OpenAiException.invalid(
                    field(e), "Unrecognized request argument supplied: %s".formatted(e.getPropertyName()));
        } catch (MismatchedInputException e) {
            String field = field(e);
            throw OpenAiException.invalid(field, "Invalid type for '%s'%s.".formatted(field, expected(e)));
        } catch (JacksonException e) {
            throw OpenAiException.invalid(
                    null, "The body of the request is no valid JSON: %s".formatted(e.getOriginalMessage()));
        }
        if (request == null) {
            throw OpenAiException.invalid(null, "The body of the request is null.");
        }
        return request;
    }

    private static String expected(MismatchedInputException e) {
        Class<?> type = e.getTargetType();
        return type == null ? "" : ": expected " + name(type);
    }

    private static String name(Class<?> type) {
        if (type.isRecord()) {
            return "an object";
        }
        if (List.class.isAssignableFrom(type)) {
            return "an array";
        }
        return type == Integer.class || type == Long.class
                ? "an integer"
                : "a " + type.getSimpleName().toLowerCase(Locale.ROOT).replace("double", "number");
    }

    /** Where the fault is, {@code messages[0].content} for example. */
    private static @Nullable String field(JacksonException e) {
        StringBuilder field = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return field.isEmpty() ? null : field.toString();
    }
}
