package io.github.ssd4j.chat.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.internal.Json;
import java.util.List;
import java.util.Random;

/** JSON Schemas of all supported keywords, nested, some recursive; every one of them has a finite value. */
public final class RandomSchemas {

    private static final List<String> NAMES =
            List.of("a", "ab", "name", "größe", "日本", "with \"quotes\"", "a/b~c", "", "line\nbreak", "😀", "x y");

    private static final List<String> SCALARS = List.of("string", "integer", "number", "boolean", "null");

    private final Random random;
    private boolean recursive;

    public RandomSchemas(long seed) {
        random = new Random(seed);
    }

    public JsonNode next() {
        recursive = false;
        ObjectNode value = schema(1);
        recursive = random.nextInt(4) == 0;
        ObjectNode root = random.nextBoolean() ? object(3) : schema(3);
        if (recursive) {
            // the node that refers to itself is optional, so that it ends
            ObjectNode node = Json.mapper().createObjectNode();
            node.put("type", "object");
            ObjectNode properties = node.putObject("properties");
            properties.set("value", value);
            properties.putObject("next").put("$ref", "#/$defs/node");
            properties
                    .putObject("nodes")
                    .put("type", "array")
                    .putObject("items")
                    .put("$ref", "#/$defs/node");
            node.putArray("required").add("value").add("nodes");
            root.putObject("$defs").set("node", node);
        }
        return root;
    }

    private ObjectNode schema(int depth) {
        ObjectNode node = Json.mapper().createObjectNode();
        if (random.nextInt(6) == 0) {
            node.put("description", "what \"this\" is");
        }
        switch (random.nextInt(depth == 0 ? 6 : 11)) {
            case 0 -> node.put("type", "string");
            case 1 -> node.put("type", SCALARS.get(random.nextInt(SCALARS.size())));
            case 2 -> node.putArray("type").add(SCALARS.get(random.nextInt(4))).add("null");
            case 3 -> enumeration(node);
            case 4 -> node.set("const", value());
            case 5 -> reference(node);
            case 6, 7 -> node.setAll(object(depth - 1));
            case 8, 9 -> array(node, depth - 1);
            default -> {
                ArrayNode options = node.putArray("anyOf");
                for (int i = random.nextInt(3); i >= 0; i--) {
                    options.add(schema(depth - 1));
                }
            }
        }
        return node;
    }

    /** Any value where there is no recursion. */
    private void reference(ObjectNode node) {
        if (recursive) {
            node.put("$ref", "#/$defs/node");
        }
    }

    private void enumeration(ObjectNode node) {
        ArrayNode values = node.putArray("enum");
        for (int i = random.nextInt(5); i >= 0; i--) {
            values.add(value());
        }
    }

    private JsonNode value() {
        return switch (random.nextInt(7)) {
            case 0 -> Json.mapper().getNodeFactory().numberNode(random.nextInt());
            case 1 -> Json.mapper().getNodeFactory().numberNode(random.nextDouble());
            case 2 -> Json.mapper().getNodeFactory().booleanNode(random.nextBoolean());
            case 3 -> Json.mapper().getNodeFactory().nullNode();
            default -> Json.mapper().getNodeFactory().textNode(NAMES.get(random.nextInt(NAMES.size())));
        };
    }

    private void array(ObjectNode node, int depth) {
        node.put("type", "array");
        if (random.nextInt(5) > 0) {
            node.set("items", schema(depth));
        }
        int min = random.nextInt(3);
        if (random.nextBoolean()) {
            node.put("minItems", min);
        }
        if (random.nextBoolean()) {
            node.put("maxItems", min + random.nextInt(3));
        }
    }

    private ObjectNode object(int depth) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("type", "object");
        if (random.nextInt(8) == 0) {
            node.set("additionalProperties", schema(depth));
            return node;
        }
        ObjectNode properties = node.putObject("properties");
        ArrayNode required = node.putArray("required");
        for (int i = random.nextInt(6); i > 0; i--) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            if (!properties.has(name)) {
                properties.set(name, schema(depth));
                if (random.nextBoolean()) {
                    required.add(name);
                }
            }
        }
        if (random.nextBoolean()) {
            node.put("additionalProperties", random.nextBoolean());
        }
        return node;
    }
}
