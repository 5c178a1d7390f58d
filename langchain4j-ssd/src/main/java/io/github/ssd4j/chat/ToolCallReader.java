package io.github.ssd4j.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.internal.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads tool calls, as models write it: whatever is not a call of a known tool is none. */
final class ToolCallReader {

    // Small models break lines within strings.
    private static final ObjectReader READER = Json.mapper()
            .reader()
            .with(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Map<String, JsonNode> schemas;

    /** {@code schemas}: of the arguments of the tools there are, by name; empty if any name will do. */
    ToolCallReader(Map<String, JsonNode> schemas) {
        this.schemas = Map.copyOf(schemas);
    }

    /** The call of the tool {@code name} with arguments in a form; none if they are not. */
    List<AnswerPart.ToolCall> read(String name, String text, CallForm form) {
        if (form == CallForm.JSON) {
            return read(name, text);
        }
        ArgumentTypes types = new ArgumentTypes(schemas.getOrDefault(name, MissingNode.getInstance()));
        ObjectNode arguments = form == CallForm.PYTHON ? PythonArguments.read(text, types) : xml(text, types);
        return arguments == null || !isKnown(name)
                ? List.of()
                : List.of(new AnswerPart.ToolCall(name, arguments.toString()));
    }

    /** A line break before and after a value belongs to the form. */
    private static ObjectNode xml(String text, ArgumentTypes types) {
        ObjectNode arguments = ArgumentTypes.newArguments();
        int start = text.indexOf(XmlExtent.OPEN);
        while (start >= 0) {
            int name = text.indexOf('>', start);
            int end = text.indexOf(XmlExtent.CLOSE, name);
            String key = text.substring(start + XmlExtent.OPEN.length(), name).strip();
            int from = text.startsWith("\n", name + 1) ? name + 2 : name + 1;
            int to = end > from && text.charAt(end - 1) == '\n' ? end - 1 : end;
            arguments.set(
                    key, types.ofText(key, text.substring(Math.min(from, end), Math.max(to, Math.min(from, end)))));
            start = text.indexOf(XmlExtent.OPEN, end);
        }
        return arguments;
    }

    /** The calls that {@code json}, an object or an array of them, stands for; none if any of them is not a call. */
    List<AnswerPart.ToolCall> read(String json) {
        JsonNode root = tree(json);
        if (root == null) {
            return List.of();
        }
        List<AnswerPart.ToolCall> calls = new ArrayList<>();
        for (JsonNode node : root.isArray() ? root : List.of(root)) {
            Optional<AnswerPart.ToolCall> call = call(node);
            if (call.isEmpty()) {
                return List.of();
            }
            calls.add(call.get());
        }
        return calls;
    }

    /** The call of the tool {@code name} with the arguments {@code json}, if the tool is there and they are an object. */
    List<AnswerPart.ToolCall> read(String name, String json) {
        JsonNode root = isKnown(name) ? tree(json) : null;
        return root == null || !root.isObject() ? List.of() : List.of(new AnswerPart.ToolCall(name, root.toString()));
    }

    private boolean isKnown(@Nullable String name) {
        return name != null && !name.isBlank() && (schemas.isEmpty() || schemas.containsKey(name));
    }

    private Optional<AnswerPart.ToolCall> call(JsonNode written) {
        // {"type": "function", "function": {...}} is how tools are shown to models, and some write their calls so.
        JsonNode node = written.path("function").isObject() ? written.get("function") : written;
        String name = node.path("name").textValue();
        if (name == null || !isKnown(name)) {
            return Optional.empty();
        }
        JsonNode arguments = node.has("arguments") ? node.get("arguments") : node.get("parameters");
        if (arguments == null) {
            return schemas.isEmpty() ? Optional.empty() : Optional.of(new AnswerPart.ToolCall(name, "{}"));
        }
        return arguments(arguments).map(text -> new AnswerPart.ToolCall(name, text));
    }

    private static Optional<String> arguments(JsonNode written) {
        JsonNode arguments = written;
        if (written.isTextual() && !written.textValue().isBlank()) {
            arguments = JsonExtent.fits(written.textValue()) ? tree(written.textValue()) : null;
        } else if (written.isTextual() || written.isNull()) {
            return Optional.of("{}");
        }
        return arguments != null && arguments.isObject() ? Optional.of(arguments.toString()) : Optional.empty();
    }

    /** {@code json} as a tree; null if it is none. */
    static @Nullable JsonNode tree(String json) {
        try {
            return READER.readTree(json);
        } catch (JsonProcessingException | NumberFormatException e) {
            // the second is Jackson's for exponents that a BigDecimal does not hold
            return null;
        }
    }
}
