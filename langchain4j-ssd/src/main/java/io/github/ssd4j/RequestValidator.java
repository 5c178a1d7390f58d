package io.github.ssd4j;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;

/** Refuses what this provider cannot do, rather than leave it out of the request. */
final class RequestValidator {

    private RequestValidator() {}

    /** Checks a request in which the defaults are merged. */
    static void check(ChatRequest request, String modelName) {
        request.messages().forEach(ChatMessages::requireSupported);
        check(request.parameters(), modelName);
    }

    /** Checks the defaults of a model when it is built. */
    static void check(ChatRequestParameters parameters, String modelName) {
        if (parameters.modelName() != null && !parameters.modelName().equals(modelName)) {
            throw new UnsupportedFeatureException(
                    "'modelName' parameter is not supported by this model provider unless it names the loaded model, '%s', but is: '%s'"
                            .formatted(modelName, parameters.modelName()));
        }
    }
}
