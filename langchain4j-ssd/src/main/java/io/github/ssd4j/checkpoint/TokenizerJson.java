package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads from a {@code tokenizer.json} what decoding needs: the vocabulary, the added tokens and the decoder. The
 * native library reads the rest of it.
 */
final class TokenizerJson {

    /** The largest published ones, with 260,000 tokens, have about 35 MB. */
    private static final long MAX_BYTES = 128L << 20;

    /** The bytes themselves and the same as a string, of two bytes a character where one is beyond Latin-1. */
    private static final long BYTES_PER_BYTE = 3;

    private static final JsonFactory FILES = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final Path file;
    private final HeapBudget heap;
    private final Vocabulary vocabulary = new Vocabulary(1 << 15);
    private JsonNode addedTokens = MissingNode.getInstance();
    private JsonNode decoder = MissingNode.getInstance();

    private TokenizerJson(Path file) {
        this.file = file;
        this.heap = new HeapBudget(file);
    }

    static TokenizerDefinition read(Path file, TokenizerConfig config) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new CheckpointException(
                        file, "must have at most %d bytes, but has: %d".formatted(MAX_BYTES, size));
            }
            TokenizerJson reader = new TokenizerJson(file);
            reader.heap.take(BYTES_PER_BYTE * size, "its content");
            byte[] json = Files.readAllBytes(file);
            reader.parse(json);
            return new TokenizerDefinition(
                    file,
                    new String(json, StandardCharsets.UTF_8),
                    reader.vocabulary,
                    DetokenizerJson.parse(file, reader.decoder),
                    config.bosToken(),
                    config.eosToken());
        } catch (NoSuchFileException e) {
            throw new CheckpointException(file, "is missing; the model has no tokenizer without it", e);
        } catch (JsonProcessingException e) {
            throw JsonFields.notJson(file, "content", e);
        } catch (IOException e) {
            throw new CheckpointException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private void parse(byte[] json) throws IOException {
        try (JsonParser parser = FILES.createParser(json)) {
            expect(parser.nextToken() == JsonToken.START_OBJECT, "content must be a JSON object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "added_tokens" -> addedTokens = tree(parser);
                    case "decoder" -> decoder = tree(parser);
                    case "model" -> parseModel(parser);
                    default -> parser.skipChildren();
                }
            }
        }
        // after the model's own tokens, which they may replace
        addedTokens.forEach(this::add);
        expect(vocabulary.size() > 0, "model.vocab must hold the tokens, but is missing or empty");
    }

    private JsonNode tree(JsonParser parser) throws IOException {
        return Json.mapper().readTree(new BudgetedParser(parser, heap));
    }

    private void parseModel(JsonParser parser) throws IOException {
        expect(parser.currentToken() == JsonToken.START_OBJECT, "model must be a JSON object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (key.equals("vocab") && value == JsonToken.START_OBJECT) {
                parseIdsByToken(parser);
            } else if (key.equals("vocab") && value == JsonToken.START_ARRAY) {
                parseScoredTokens(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    /** BPE and word models: {@code {"token": id}}. */
    private void parseIdsByToken(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String token = parser.currentName();
            boolean isId = parser.nextToken() == JsonToken.VALUE_NUMBER_INT;
            put(token, isId ? parser.getLongValue() : -1);
        }
    }

    /** Unigram: {@code [["token", score]]}, the id is the place. */
    private void parseScoredTokens(JsonParser parser) throws IOException {
        for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
            JsonNode entry = tree(parser);
            expect(
                    entry.path(0).isTextual(),
                    "model.vocab must be a list of [token, score], but holds: " + JsonFields.shorten(entry));
            put(entry.path(0).textValue(), id);
        }
    }

    private void add(JsonNode entry) {
        JsonNode content = entry.path("content");
        JsonNode id = entry.path("id");
        expect(
                content.isTextual() && id.isIntegralNumber() && id.canConvertToLong(),
                "added_tokens must have content and id, but is: " + JsonFields.shorten(entry));
        checkId(content.textValue(), id.longValue());
        vocabulary.putAdded(
                id.intValue(), content.textValue(), entry.path("special").asBoolean());
    }

    private void put(String token, long id) {
        checkId(token, id);
        vocabulary.put((int) id, token);
    }

    private void checkId(String token, long id) {
        expect(
                id >= 0 && id < Limits.VOCABULARY,
                "token %s must have an id between 0 and %d".formatted(token, Limits.VOCABULARY - 1));
        heap.take(HeapBudget.ENTRY_BYTES + 2L * token.length(), "the vocabulary");
    }

    private void expect(boolean condition, String message) {
        if (!condition) {
            throw new CheckpointException(file, message);
        }
    }
}
