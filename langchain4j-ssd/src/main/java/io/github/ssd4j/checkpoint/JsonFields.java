package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON object of a checkpoint file; a value of the wrong kind is a {@link CheckpointException} that names file and key. */
record JsonFields(Path file, JsonNode object) {

    /** The configuration files are a few kilobytes; the limit only keeps a wrong file from filling the memory. */
    private static final long MAX_BYTES = 16L << 20;

    /** The bytes themselves, and text of two bytes a character made of them. */
    private static final long BYTES_PER_BYTE = 3;

    static JsonFields read(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new CheckpointException(
                        file, "must have at most %d bytes, but has: %d".formatted(MAX_BYTES, size));
            }
            HeapBudget heap = new HeapBudget(file);
            heap.take(BYTES_PER_BYTE * size, "its content");
            JsonNode node = tree(Files.readAllBytes(file), heap);
            if (!node.isObject()) {
                throw new CheckpointException(file, "must hold one JSON object, but holds: " + kind(node));
            }
            return new JsonFields(file, node);
        } catch (JsonProcessingException e) {
            throw notJson(file, e);
        } catch (IOException e) {
            throw new CheckpointException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static JsonNode tree(byte[] json, HeapBudget heap) throws IOException {
        try (JsonParser parser = new BudgetedParser(Json.mapper().createParser(json), heap)) {
            JsonNode node = Json.mapper()
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(parser);
            return node == null ? MissingNode.getInstance() : node;
        }
    }

    /** The file's object, or an empty one if there is no such file. */
    static JsonFields readIfPresent(Path file) {
        return Files.exists(file) ? read(file) : new JsonFields(file, JsonNodeFactory.instance.objectNode());
    }

    private static CheckpointException notJson(Path file, JsonProcessingException e) {
        return notJson(file, "content", e);
    }

    /** @param what the part of the file that should be JSON */
    static CheckpointException notJson(Path file, String what, JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " at line %d, column %d"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
        return new CheckpointException(file, what + " is not valid JSON" + where + ": " + e.getOriginalMessage(), e);
    }

    /** Present and not {@code null}. */
    boolean has(String key) {
        return object.hasNonNull(key);
    }

    /** The value, or {@code null} where it is absent or JSON's {@code null}. */
    @Nullable
    JsonNode node(String key) {
        return object.hasNonNull(key) ? object.get(key) : null;
    }

    int integer(String key, int min, int max) {
        JsonNode value = node(key);
        if (value == null) {
            throw new CheckpointException(file, key + " is missing");
        }
        return integer(key, value, min, max);
    }

    int integer(String key, int min, int max, int defaultValue) {
        JsonNode value = node(key);
        return value == null ? defaultValue : integer(key, value, min, max);
    }

    int integer(String key, JsonNode value, int min, int max) {
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw wrong(key, "a whole number between %d and %d".formatted(min, max), value);
        }
        return value.intValue();
    }

    double number(String key) {
        JsonNode value = node(key);
        if (value == null) {
            throw new CheckpointException(file, key + " is missing");
        }
        if (!value.isNumber()) {
            throw wrong(key, "a number", value);
        }
        return value.doubleValue();
    }

    double number(String key, double defaultValue) {
        return has(key) ? number(key) : defaultValue;
    }

    boolean flag(String key, boolean defaultValue) {
        JsonNode value = node(key);
        if (value == null) {
            return defaultValue;
        }
        if (!value.isBoolean()) {
            throw wrong(key, "true or false", value);
        }
        return value.booleanValue();
    }

    Optional<String> text(String key) {
        JsonNode value = node(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw wrong(key, "a string", value);
        }
        return Optional.of(value.textValue());
    }

    /** The strings of an array. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : array(key)) {
            if (!value.isTextual()) {
                throw wrong(key, "an array of strings", value);
            }
            texts.add(value.textValue());
        }
        return texts;
    }

    /** The numbers of an array. */
    List<Integer> integers(String key, int min, int max) {
        List<Integer> integers = new ArrayList<>();
        for (JsonNode value : array(key)) {
            integers.add(integer(key, value, min, max));
        }
        return integers;
    }

    private JsonNode array(String key) {
        JsonNode value = node(key);
        if (value == null) {
            throw new CheckpointException(file, key + " is missing");
        }
        if (!value.isArray()) {
            throw wrong(key, "an array", value);
        }
        return value;
    }

    Optional<JsonFields> child(String key) {
        JsonNode value = node(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw wrong(key, "an object", value);
        }
        return Optional.of(new JsonFields(file, value));
    }

    CheckpointException wrong(String key, String expected, JsonNode found) {
        return new CheckpointException(file, "%s must be %s, but is: %s".formatted(key, expected, shorten(found)));
    }

    static String shorten(JsonNode node) {
        String text = node.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
