package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A {@code tokenizer.json} with other names for some of its tokens and the same ids: texts that spell an old name become
 * ordinary tokens, texts that spell the new one become that token. Everything else, above all where spaces go around such
 * tokens, stays as it was.
 */
final class RenamedTokens {

    private final Map<String, String> names;
    private final JsonGenerator out;

    private RenamedTokens(Map<String, String> names, JsonGenerator out) {
        this.names = names;
        this.out = out;
    }

    /** @param names new names by old ones */
    static String rename(String tokenizerJson, Map<String, String> names) {
        StringWriter text = new StringWriter(tokenizerJson.length());
        try (JsonParser json = Json.mapper().createParser(tokenizerJson);
                JsonGenerator out = Json.mapper().createGenerator(text)) {
            json.nextToken();
            new RenamedTokens(names, out).tokenizer(json);
        } catch (IOException e) {
            throw new UncheckedIOException("rewriting JSON that was read before", e);
        }
        return text.toString();
    }

    private void tokenizer(JsonParser json) throws IOException {
        out.writeStartObject();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            out.writeFieldName(key);
            JsonToken value = json.nextToken();
            if (key.equals("model") && value == JsonToken.START_OBJECT) {
                model(json);
            } else if (key.equals("added_tokens")) {
                addedTokens(json);
            } else {
                out.copyCurrentStructure(json);
            }
        }
        out.writeEndObject();
    }

    private void addedTokens(JsonParser json) throws IOException {
        JsonNode tokens = json.readValueAsTree();
        for (JsonNode token : tokens) {
            if (token instanceof ObjectNode entry) {
                entry.set("content", renamed(entry.path("content")));
            }
        }
        out.writeTree(tokens);
    }

    private void model(JsonParser json) throws IOException {
        out.writeStartObject();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            out.writeFieldName(key);
            JsonToken value = json.nextToken();
            if (key.equals("vocab") && value == JsonToken.START_OBJECT) {
                idsByToken(json);
            } else if (key.equals("vocab") && value == JsonToken.START_ARRAY) {
                scoredTokens(json);
            } else if (key.equals("merges") && value == JsonToken.START_ARRAY) {
                merges(json);
            } else if (key.equals("unk_token")) {
                out.writeTree(renamed((JsonNode) json.readValueAsTree()));
            } else {
                out.copyCurrentStructure(json);
            }
        }
        out.writeEndObject();
    }

    private void idsByToken(JsonParser json) throws IOException {
        out.writeStartObject();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            out.writeFieldName(renamed(json.currentName()));
            json.nextToken();
            out.copyCurrentStructure(json);
        }
        out.writeEndObject();
    }

    private void scoredTokens(JsonParser json) throws IOException {
        out.writeStartArray();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            JsonNode entry = json.readValueAsTree();
            if (entry instanceof ArrayNode scored && scored.size() > 0) {
                scored.set(0, renamed(scored.get(0)));
            }
            out.writeTree(entry);
        }
        out.writeEndArray();
    }

    /** Those that would put an old name together are left out: there is no such token any more. */
    private void merges(JsonParser json) throws IOException {
        out.writeStartArray();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            JsonNode merge = json.readValueAsTree();
            String pair = merge.textValue();
            String left = pair == null ? merge.path(0).asText() : pair.substring(0, Math.max(0, pair.indexOf(' ')));
            String right = pair == null ? merge.path(1).asText() : pair.substring(pair.indexOf(' ') + 1);
            if (!names.containsKey(left + right) && !names.containsKey(left) && !names.containsKey(right)) {
                out.writeTree(merge);
            }
        }
        out.writeEndArray();
    }

    private JsonNode renamed(JsonNode name) {
        return name.isTextual() ? TextNode.valueOf(renamed(name.textValue())) : name;
    }

    private String renamed(String name) {
        return names.getOrDefault(name, name);
    }
}
