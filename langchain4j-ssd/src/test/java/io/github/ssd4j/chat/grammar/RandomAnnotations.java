package io.github.ssd4j.chat.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.internal.Json;
import java.util.List;
import java.util.Random;

/** Adds keywords that demand nothing to every schema within a schema. */
final class RandomAnnotations {

    private static final JsonNode KEYWORDS = read("""
            {"title": "t", "description": "d", "default": {"type": 1}, "examples": [1, "a"], "deprecated": true,
             "readOnly": true, "writeOnly": true, "$schema": "s", "$id": "urn:i", "id": "i", "$anchor": "a",
             "$dynamicAnchor": "a", "$recursiveAnchor": true, "$vocabulary": {"v": true}, "$comment": "c",
             "contentEncoding": "base64", "contentMediaType": "text/plain", "contentSchema": {"pattern": "a"},
             "example": null, "externalDocs": {}, "xml": {"name": "n"}, "nullable": true, "enumNames": ["a"],
             "enumDescriptions": ["a"], "markdownDescription": "m", "propertyOrdering": ["a"], "format": "telephone",
             "x-": 1, "x-order": 1, "x-demand": {"minimum": 5}, "x-enum-varnames": ["A"], "minLength": 0, "minProperties": 0,
             "uniqueItems": false}""");

    private final Random random;
    private int added;

    RandomAnnotations(long seed) {
        random = new Random(seed);
    }

    /** How many keywords were added so far. */
    int added() {
        return added;
    }

    /** A copy with definitions that nothing refers to, some of which could not be obeyed. */
    JsonNode addTo(JsonNode schema) {
        ObjectNode copy = schema.deepCopy();
        annotate(copy);
        copy.withObject("/$defs").set("unused", read("{\"pattern\": \"a+\", \"not\": {}, \"format\": \"date\"}"));
        copy.withObject("/definitions").set("unused", read("{\"oneOf\": [{}], \"minLength\": 3}"));
        return copy;
    }

    private void annotate(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return;
        }
        for (String key : List.of("items", "additionalProperties")) {
            annotate(object.path(key));
        }
        for (String key : List.of("properties", "$defs", "anyOf")) {
            object.path(key).forEach(this::annotate);
        }
        KEYWORDS.properties().forEach(keyword -> {
            if (random.nextInt(6) == 0 && !object.has(keyword.getKey())) {
                object.set(keyword.getKey(), keyword.getValue());
                added++;
            }
        });
    }

    private static JsonNode read(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
