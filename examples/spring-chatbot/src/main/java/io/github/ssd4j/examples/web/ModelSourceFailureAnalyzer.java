package io.github.ssd4j.examples.web;

import io.github.ssd4j.ModelUnavailableException;
import io.github.ssd4j.checkpoint.CheckpointException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says in words, instead of a stack trace, why there is no model. */
final class ModelSourceFailureAnalyzer implements FailureAnalyzer {

    private static final String ACTION = "Start with --" + ChatbotProperties.MODEL
            + "=MODEL: a checkpoint directory, a .gguf file or a name; or without it, for the default.";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ModelUnavailableException || cause instanceof CheckpointException) {
                return new FailureAnalysis(String.valueOf(cause.getMessage()), ACTION, cause);
            }
        }
        return null;
    }
}
