package io.github.ssd4j;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;

/** Refuses what this provider cannot do, rather than leave it out of the request. */
final class RequestValidator {

    private RequestValidator() {}

    /** Checks a request in which the defaults are merged. */
    static void check(ChatRequest request, String modelName) {
        checkTools(request.parameters());
        request.messages().forEach(ChatMessages::requireSupported);
        checkModelName(request.parameters(), modelName);
    }

    /** Checks the defaults of a model when it is built. */
    static void check(ChatRequestParameters parameters, String modelName) {
        checkTools(parameters);
        checkModelName(parameters, modelName);
    }

    private static void checkTools(ChatRequestParameters parameters) {
        if (parameters.toolChoice() == ToolChoice.REQUIRED) {
            throw unsupported("ToolChoice.REQUIRED");
        }
        if (parameters.toolSpecifications() != null
                && !parameters.toolSpecifications().isEmpty()) {
            throw unsupported("tools");
        }
        if (parameters.responseFormat() != null && parameters.responseFormat().type() == ResponseFormatType.JSON) {
            throw unsupported("JSON response format");
        }
    }

    private static void checkModelName(ChatRequestParameters parameters, String modelName) {
        if (parameters.modelName() != null && !parameters.modelName().equals(modelName)) {
            throw new UnsupportedFeatureException(
                    "'modelName' parameter is not supported by this model provider unless it names the loaded model, '%s', but is: '%s'"
                            .formatted(modelName, parameters.modelName()));
        }
    }

    private static UnsupportedFeatureException unsupported(String feature) {
        String verb = feature.equals("tools") ? "are" : "is";
        return new UnsupportedFeatureException(
                "%s %s not supported yet by this model provider".formatted(feature, verb));
    }
}
