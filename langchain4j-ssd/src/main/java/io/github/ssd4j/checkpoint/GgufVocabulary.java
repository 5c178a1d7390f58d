package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code tokenizer.ggml.tokens} with {@code tokenizer.ggml.token_type}; the id of a token is its place. */
final class GgufVocabulary {

    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String TYPES = "tokenizer.ggml.token_type";

    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int BYTE = 6;

    private final String[] tokens;
    private final @Nullable GgufNumbers types;
    private final Vocabulary index;

    GgufVocabulary(GgufMetadata metadata) {
        tokens = metadata.strings(TOKENS);
        types = metadata.integersIfPresent(TYPES);
        if (tokens.length == 0) {
            throw new CheckpointException(metadata.file(), TOKENS + " must hold the tokens, but is empty");
        }
        if (tokens.length > Limits.VOCABULARY) {
            throw new CheckpointException(
                    metadata.file(),
                    "%s must have at most %d entries, but has: %d".formatted(TOKENS, Limits.VOCABULARY, tokens.length));
        }
        if (types != null && types.count() != tokens.length) {
            throw new CheckpointException(
                    metadata.file(),
                    "%s must have as many entries as %s, but they have: %d and %d"
                            .formatted(TYPES, TOKENS, types.count(), tokens.length));
        }
        index = buildIndex();
    }

    int size() {
        return tokens.length;
    }

    String token(int id) {
        return tokens[id];
    }

    /** An ordinary token, which may come out of a merge. */
    boolean isNormal(int id) {
        return type(id) == NORMAL || type(id) == USER_DEFINED;
    }

    boolean hasBytes() {
        for (int id = 0; id < tokens.length; id++) {
            if (type(id) == BYTE) {
                return true;
            }
        }
        return false;
    }

    /** Converters forget to call the ends of turns control tokens; as text of a prompt they would be torn to pieces. */
    private long type(int id) {
        long type = types == null ? NORMAL : types.integer(id);
        return type == NORMAL && EndTokens.isMark(tokens[id]) ? CONTROL : type;
    }

    private boolean isSpecial(int id) {
        return type(id) == CONTROL || type(id) == UNKNOWN;
    }

    private boolean isAdded(int id) {
        return isSpecial(id) || type(id) == USER_DEFINED;
    }

    private Vocabulary buildIndex() {
        Vocabulary vocabulary = new Vocabulary(tokens.length);
        for (int id = 0; id < tokens.length; id++) {
            if (isAdded(id)) {
                vocabulary.putAdded(id, tokens[id], isSpecial(id));
            } else {
                vocabulary.put(id, tokens[id]);
            }
        }
        return vocabulary;
    }

    /** The same tokens for decoding and for the way from a token to its id. */
    Vocabulary index() {
        return index;
    }

    void writeVocab(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("vocab");
        for (int id = 0; id < tokens.length; id++) {
            json.writeNumberField(tokens[id], id);
        }
        json.writeEndObject();
    }

    /** Tokens that are found in a text as they are, before it is split: those of control and those of the user. */
    void writeAddedTokens(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("added_tokens");
        for (int id = 0; id < tokens.length; id++) {
            if (isAdded(id)) {
                json.writeStartObject();
                json.writeNumberField("id", id);
                json.writeStringField("content", tokens[id]);
                json.writeBooleanField("single_word", false);
                json.writeBooleanField("lstrip", false);
                json.writeBooleanField("rstrip", false);
                json.writeBooleanField("normalized", false);
                json.writeBooleanField("special", isSpecial(id));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }
}
