package io.github.ssd4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes arguments what the schema of a tool says they are, where a model writes them as text. */
final class ArgumentTypes {

    /** References to references and choices in choices are followed so deep. */
    private static final int MAX_DEPTH = 16;

    private final JsonNode schema;

    /** {@code schema}: of the object of all arguments. */
    ArgumentTypes(JsonNode schema) {
        this.schema = schema;
    }

    /** The name of the argument at {@code index}, in the order of the schema; null if there are not so many. */
    @Nullable
    String name(int index) {
        Iterator<String> names = schema.path("properties").fieldNames();
        String name = null;
        for (int i = 0; i <= index; i++) {
            if (!names.hasNext()) {
                return null;
            }
            name = names.next();
        }
        return name;
    }

    /** An argument that is written without quotes: what it is if it can be that, else a string. */
    JsonNode ofText(String name, String text) {
        Set<String> types = new HashSet<>();
        List<JsonNode> constants = new ArrayList<>();
        collect(schema.path("properties").path(name), types, constants, 0);
        String trimmed = text.strip();
        for (JsonNode constant : constants) {
            if (constant.isTextual()
                    ? constant.textValue().equals(trimmed)
                    : constant.toString().equals(trimmed)) {
                return constant;
            }
        }
        boolean string = types.isEmpty() || types.contains("string");
        if (trimmed.equals("null") && (types.contains("null") || !string)) {
            return NullNode.instance;
        }
        JsonNode other = string ? null : parsed(trimmed, types);
        return other == null ? TextNode.valueOf(text) : other;
    }

    /** An argument that is written as a value: another one only if the schema does not allow its type. */
    JsonNode ofValue(String name, JsonNode value) {
        Set<String> types = new HashSet<>();
        collect(schema.path("properties").path(name), types, new ArrayList<>(), 0);
        if (types.isEmpty() || allows(types, value)) {
            return value;
        }
        if (value.isTextual()) {
            return ofText(name, value.textValue());
        }
        return types.contains("string") && value.isValueNode() && !value.isNull()
                ? TextNode.valueOf(value.asText())
                : value;
    }

    private static @Nullable JsonNode parsed(String text, Set<String> types) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (types.contains("boolean") && (lower.equals("true") || lower.equals("false"))) {
            return BooleanNode.valueOf(lower.equals("true"));
        }
        JsonNode value = ToolCallReader.tree(text);
        if (value == null && !text.isEmpty()) {
            value = PythonArguments.value(text);
        }
        return value != null && allows(types, value) ? value : null;
    }

    private static boolean allows(Set<String> types, JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> types.contains("string");
            case BOOLEAN -> types.contains("boolean");
            case NULL -> types.contains("null");
            case OBJECT -> types.contains("object");
            case ARRAY -> types.contains("array");
            case NUMBER -> types.contains("number") || (types.contains("integer") && isWhole(value));
            default -> false;
        };
    }

    private static boolean isWhole(JsonNode number) {
        return number.isIntegralNumber() || number.doubleValue() == Math.rint(number.doubleValue());
    }

    private void collect(JsonNode property, Set<String> types, List<JsonNode> constants, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        JsonNode reference = property.path("$ref");
        if (reference.isTextual() && reference.textValue().startsWith("#/")) {
            collect(schema.at(reference.textValue().substring(1)), types, constants, depth + 1);
        }
        for (String choice : List.of("anyOf", "oneOf", "allOf")) {
            property.path(choice).forEach(option -> collect(option, types, constants, depth + 1));
        }
        JsonNode type = property.path("type");
        if (type.isTextual()) {
            types.add(type.textValue());
        }
        type.forEach(each -> types.add(each.asText()));
        property.path("enum").forEach(constants::add);
        if (property.has("const")) {
            constants.add(property.get("const"));
        }
    }

    static ObjectNode newArguments() {
        return JsonNodeFactory.instance.objectNode();
    }
}
