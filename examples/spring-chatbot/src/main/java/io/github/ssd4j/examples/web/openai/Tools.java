package io.github.ssd4j.examples.web.openai;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The tools of a request, and which of them may or must be called.
 *
 * @param offered those that the model is told of
 */
record Tools(List<ToolSpecification> offered, ToolChoice choice) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    /** What an object of parameters may say beside its properties. */
    private static final Set<String> KEYWORDS = Set.of(
            "type", "properties", "required", "additionalProperties", "$defs", "description", "title", "$schema");

    /** @throws OpenAiException if a tool is wrong, or one is to be called that is not there */
    static Tools of(ChatCompletionRequest request) {
        List<ToolSpecification> tools = new ArrayList<>();
        List<ChatCompletionRequest.Tool> given = request.tools() == null ? List.of() : request.tools();
        for (int i = 0; i < given.size(); i++) {
            tools.add(specification(given.get(i), "tools[%s]".formatted(i)));
        }
        JsonNode choice = request.toolChoice();
        if (choice == null || choice.isNull()) {
            return new Tools(tools, ToolChoice.AUTO);
        }
        return choice.isString() ? byWord(tools, choice.stringValue()) : byName(tools, choice);
    }

    private static Tools byWord(List<ToolSpecification> tools, String word) {
        ToolChoice choice =
                switch (word) {
                    case "none" -> ToolChoice.NONE;
                    case "auto" -> ToolChoice.AUTO;
                    case "required" -> ToolChoice.REQUIRED;
                    default ->
                        throw OpenAiException.invalid(
                                "tool_choice",
                                "'tool_choice' must be none, auto, required or a function, but is: '%s'."
                                        .formatted(word));
                };
        if (choice == ToolChoice.REQUIRED && tools.isEmpty()) {
            throw OpenAiException.invalid("tool_choice", "'tool_choice' is required, but 'tools' are missing.");
        }
        return new Tools(tools, choice);
    }

    /** To call one function is to require a call where it is the only one. */
    private static Tools byName(List<ToolSpecification> tools, JsonNode choice) {
        String name = choice.path("function").path("name").asString("");
        if (!choice.path("type").asString("").equals("function") || name.isEmpty()) {
            throw OpenAiException.invalid(
                    "tool_choice", "'tool_choice' must be none, auto, required or a function with its name.");
        }
        List<ToolSpecification> named =
                tools.stream().filter(tool -> tool.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw OpenAiException.invalid(
                    "tool_choice", "'tool_choice' names the function '%s', which is not in 'tools'.".formatted(name));
        }
        return new Tools(named, ToolChoice.REQUIRED);
    }

    private static ToolSpecification specification(ChatCompletionRequest.@Nullable Tool tool, String at) {
        if (tool == null || !"function".equals(tool.type()) || tool.function() == null) {
            throw OpenAiException.invalid(
                    at + ".type", "'%s' must have the type 'function', and a 'function'.".formatted(at));
        }
        String name = tool.function().name();
        if (name == null || !NAME.matcher(name).matches()) {
            throw OpenAiException.invalid(
                    at + ".function.name",
                    "'%s.function.name' must have 1 to 64 letters, digits, _ or -, but is: '%s'.".formatted(at, name));
        }
        return ToolSpecification.builder()
                .name(name)
                .description(tool.function().description())
                .parameters(parameters(tool.function().parameters(), at + ".function.parameters"))
                .build();
    }

    private static JsonObjectSchema parameters(@Nullable JsonNode schema, String at) {
        if (schema == null || schema.isNull()) {
            return JsonObjectSchema.builder().build();
        }
        if (!schema.isObject()) {
            throw OpenAiException.invalid(at, "'%s' must be the JSON Schema of an object.".formatted(at));
        }
        for (String keyword : schema.propertyNames()) {
            if (!KEYWORDS.contains(keyword)) {
                throw OpenAiException.invalid(
                        at,
                        "'%s' has the keyword '%s' beside its properties, which is not supported."
                                .formatted(at, keyword));
            }
        }
        JsonObjectSchema.Builder object = JsonObjectSchema.builder()
                .addProperties(schemas(schema.path("properties")))
                .required(texts(schema.path("required")));
        if (schema.has("additionalProperties")) {
            requireBoolean(schema.get("additionalProperties"), at + ".additionalProperties");
            object.additionalProperties(schema.get("additionalProperties").booleanValue());
        }
        if (schema.has("$defs")) {
            object.definitions(schemas(schema.get("$defs")));
        }
        return object.build();
    }

    private static void requireBoolean(JsonNode value, String at) {
        if (!value.isBoolean()) {
            throw OpenAiException.invalid(at, "'%s' must be true or false.".formatted(at));
        }
    }

    private static Map<String, JsonSchemaElement> schemas(JsonNode byName) {
        Map<String, JsonSchemaElement> schemas = new LinkedHashMap<>();
        byName.properties()
                .forEach(each -> schemas.put(
                        each.getKey(), JsonRawSchema.from(each.getValue().toString())));
        return schemas;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }
}
