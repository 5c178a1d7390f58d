package io.github.ssd4j.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.ssd4j.internal.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of tool calls, as models write it: whatever is not a call of a known tool is none. */
final class ToolCallReader {

    // Small models break lines within strings.
    private static final ObjectReader READER = Json.mapper()
            .reader()
            .with(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Set<String> names;

    /** {@code names}: the tools there are; empty if any name will do. */
    ToolCallReader(Set<String> names) {
        this.names = names;
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
        return name != null && !name.isBlank() && (names.isEmpty() || names.contains(name));
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
            return names.isEmpty() ? Optional.empty() : Optional.of(new AnswerPart.ToolCall(name, "{}"));
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

    private static @Nullable JsonNode tree(String json) {
        try {
            return READER.readTree(json);
        } catch (JsonProcessingException | NumberFormatException e) {
            // the second is Jackson's for exponents that a BigDecimal does not hold
            return null;
        }
    }
}
