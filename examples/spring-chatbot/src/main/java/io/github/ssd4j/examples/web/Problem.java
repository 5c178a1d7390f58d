package io.github.ssd4j.examples.web;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import io.github.ssd4j.speculative.KvCacheTooSmallException;
import io.github.ssd4j.speculative.PromptTooLongException;

/**
 * Why an answer failed, for the page.
 *
 * @param code {@code queue-full}, {@code timeout}, {@code prompt-too-long} or {@code failed}
 * @param message for the user
 */
record Problem(String code, String message, Throwable cause) {

    private static final String FAILED = "failed";

    static Problem of(Throwable failure) {
        if (failure instanceof RateLimitException) {
            return new Problem("queue-full", message(failure), failure);
        }
        if (failure instanceof TimeoutException) {
            return new Problem("timeout", message(failure), failure);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PromptTooLongException || cause instanceof KvCacheTooSmallException) {
                return new Problem("prompt-too-long", message(cause), failure);
            }
        }
        return new Problem(FAILED, message(failure), failure);
    }

    /** Whether somebody should look into it. */
    boolean isUnexpected() {
        return code.equals(FAILED);
    }

    /** Messages of the libraries' own exceptions are written for users; of others, the type says more. */
    private static String message(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        boolean forUser = failure instanceof LangChain4jException
                || failure instanceof KvCacheTooSmallException
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException;
        return forUser ? message : failure.getClass().getSimpleName() + ": " + message;
    }
}
