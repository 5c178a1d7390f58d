package io.github.ssd4j.chat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.internal.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool that a model may call.
 *
 * @param description what it is good for, in words for the model
 * @param parameters JSON schema of the object of its arguments
 */
public record Tool(String name, @Nullable String description, JsonNode parameters) {

    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

    public Tool {
        Ensure.notBlank(name, "name");
        Ensure.that(parameters.isObject(), "parameters must be a JSON object, but is: %s", parameters.getNodeType());
    }

    /** As templates take it, the keys in the order that models saw in training. */
    Map<String, Object> toTemplate() {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", name);
        if (description != null) {
            function.put("description", description);
        }
        function.put("parameters", Json.mapper().convertValue(parameters, MAP));
        Map<String, Object> tool = new LinkedHashMap<>();
        tool.put("type", "function");
        tool.put("function", function);
        return tool;
    }
}
