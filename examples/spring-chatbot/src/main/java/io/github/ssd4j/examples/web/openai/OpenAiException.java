package io.github.ssd4j.examples.web.openai;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import io.github.ssd4j.speculative.KvCacheTooSmallException;
import io.github.ssd4j.speculative.PromptTooLongException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A request that is refused or has failed, as OpenAI's clients expect to be told. */
final class OpenAiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String INVALID = "invalid_request_error";
    private static final String SERVER = "server_error";

    private final HttpStatus status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;

    private OpenAiException(
            HttpStatus status,
            String message,
            String type,
            @Nullable String param,
            @Nullable String code,
            @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    /**
     * Of HTTP status 400.
     *
     * @param param the field that is at fault, {@code messages[0].content} for example; null if it is none alone
     */
    static OpenAiException invalid(@Nullable String param, String message) {
        return new OpenAiException(HttpStatus.BAD_REQUEST, message, INVALID, param, null, null);
    }

    static OpenAiException unknownModel(String model) {
        return new OpenAiException(
                HttpStatus.NOT_FOUND,
                "The model '%s' does not exist here; GET /v1/models lists those that do.".formatted(model),
                INVALID,
                "model",
                "model_not_found",
                null);
    }

    static OpenAiException tooMany(RuntimeException refusal) {
        return new OpenAiException(
                HttpStatus.TOO_MANY_REQUESTS,
                String.valueOf(refusal.getMessage()),
                "requests",
                null,
                "rate_limit_exceeded",
                refusal);
    }

    /**
     * What the model, or the engine, has to say about a request.
     *
     * @param schemaField where the JSON Schema of the answer stands
     */
    static OpenAiException of(Throwable failure, String schemaField) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof OpenAiException ours) {
            return ours;
        }
        if (failure instanceof RateLimitException full) {
            return tooMany(full);
        }
        if (failure instanceof TimeoutException) {
            return new OpenAiException(HttpStatus.SERVICE_UNAVAILABLE, message, SERVER, null, "timeout", failure);
        }
        if (failure instanceof UnsupportedFeatureException) {
            return invalid(message.contains("JSON schema") ? schemaField : null, message);
        }
        if (failure instanceof InvalidRequestException) {
            boolean tooLong = failure.getCause() instanceof PromptTooLongException
                    || failure.getCause() instanceof KvCacheTooSmallException;
            return new OpenAiException(
                    HttpStatus.BAD_REQUEST,
                    message,
                    INVALID,
                    "messages",
                    tooLong ? "context_length_exceeded" : null,
                    failure);
        }
        return new OpenAiException(HttpStatus.INTERNAL_SERVER_ERROR, message, SERVER, null, null, failure);
    }

    HttpStatus status() {
        return status;
    }

    Body body() {
        return new Body(new Details(String.valueOf(getMessage()), type, param, code));
    }

    /** What is sent. */
    record Body(Details error) {}

    /** @param code for programs; null where the type says enough */
    record Details(
            String message,
            String type,
            @Nullable String param,
            @Nullable String code) {}
}
