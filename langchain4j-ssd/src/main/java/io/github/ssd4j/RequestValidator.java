package io.github.ssd4j;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequestParameters;

/** Refuses what this provider cannot do, rather than leave it out of the request. */
final class RequestValidator {

    private RequestValidator() {}

    /** Checks the defaults of a model, or those of a request with the defaults merged in. */
    static void check(ChatRequestParameters parameters, String modelName) {
        if (parameters.modelName() != null && !parameters.modelName().equals(modelName)) {
            throw new UnsupportedFeatureException(
                    "'modelName' parameter is not supported by this model provider unless it names the loaded model, '%s', but is: '%s'"
                            .formatted(modelName, parameters.modelName()));
        }
    }
}
