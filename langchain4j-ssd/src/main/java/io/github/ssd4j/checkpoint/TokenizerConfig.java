package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code tokenizer_config.json} adds to {@code tokenizer.json}.
 *
 * @param bosToken text of the token that starts a sequence
 * @param eosToken text of the token that ends one
 * @param chatTemplate from {@code chat_template.jinja} if there is such a file, else from {@code chat_template}
 */
record TokenizerConfig(Optional<String> bosToken, Optional<String> eosToken, Optional<String> chatTemplate) {

    /** A template may have a million characters, of which each may take four bytes. */
    private static final long MAX_TEMPLATE_BYTES = 4L << 20;

    static TokenizerConfig read(Path directory) {
        JsonFields config = JsonFields.readIfPresent(directory.resolve("tokenizer_config.json"));
        Path jinja = directory.resolve("chat_template.jinja");
        Optional<String> template =
                Files.isRegularFile(jinja) ? Optional.of(readTemplate(jinja)) : chatTemplate(config);
        return new TokenizerConfig(token(config, "bos_token"), token(config, "eos_token"), template);
    }

    private static String readTemplate(Path jinja) {
        try {
            long size = Files.size(jinja);
            if (size > MAX_TEMPLATE_BYTES) {
                throw new CheckpointException(
                        jinja, "must have at most %d bytes, but has: %d".formatted(MAX_TEMPLATE_BYTES, size));
            }
            return Files.readString(jinja);
        } catch (IOException e) {
            throw new CheckpointException(jinja, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** One template, or a list of named ones, of which the one called {@code default} is meant. */
    private static Optional<String> chatTemplate(JsonFields config) {
        JsonNode template = config.node("chat_template");
        if (template == null || !template.isArray()) {
            return config.text("chat_template");
        }
        for (JsonNode named : template) {
            if (named.path("name").asText().equals("default")) {
                return new JsonFields(config.file(), named).text("template");
            }
        }
        return Optional.empty();
    }

    /** A token is given as its text or as an object with {@code content}. */
    private static Optional<String> token(JsonFields config, String key) {
        JsonNode token = config.node(key);
        return token != null && token.isObject()
                ? new JsonFields(config.file(), token).text("content")
                : config.text(key);
    }
}
