package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code tokenizer_config.json} and, in old checkpoints, {@code special_tokens_map.json} add to {@code
 * tokenizer.json}. {@code add_bos_token} and {@code add_eos_token} are not read: as in transformers 5, the
 * post-processor of {@code tokenizer.json} says which tokens are put around a text.
 *
 * @param bosToken text of the token that starts a sequence
 * @param eosToken text of the token that ends one
 * @param chatTemplate from {@code chat_template.jinja} if there is such a file, else from {@code chat_template}
 * @param toolTemplate the one called {@code tool_use}, from a file in {@code additional_chat_templates} or from a list in
 *     {@code chat_template}
 */
record TokenizerConfig(
        Optional<String> bosToken,
        Optional<String> eosToken,
        Optional<String> chatTemplate,
        Optional<String> toolTemplate) {

    private static final String TOOL_USE = "tool_use";

    /** A template may have a million characters, of which each may take four bytes. */
    private static final long MAX_TEMPLATE_BYTES = 4L << 20;

    static TokenizerConfig read(Path directory) {
        JsonFields config = JsonFields.readIfPresent(directory.resolve("tokenizer_config.json"));
        Path jinja = directory.resolve("chat_template.jinja");
        boolean file = Files.isRegularFile(jinja);
        Optional<String> template = file ? Optional.of(readTemplate(jinja)) : chatTemplate(config, "default");
        Path tools = directory.resolve("additional_chat_templates").resolve(TOOL_USE + ".jinja");
        Optional<String> named = Files.isRegularFile(tools)
                ? Optional.of(readTemplate(tools))
                : file || !isList(config) ? Optional.empty() : chatTemplate(config, TOOL_USE);
        if (config.flag("split_special_tokens", false)) {
            throw new CheckpointException(
                    config.file(), "split_special_tokens true is not supported; supported: false");
        }
        JsonFields map = tokensMap(directory, config);
        return new TokenizerConfig(
                token(map.object().has("bos_token") ? map : config, "bos_token"),
                token(map.object().has("eos_token") ? map : config, "eos_token"),
                template.filter(text -> !text.isBlank()),
                named.filter(text -> !text.isBlank()));
    }

    /** The older file counts first, as in transformers, but only beside a configuration from before transformers 4.34. */
    private static JsonFields tokensMap(Path directory, JsonFields config) {
        Path file = directory.resolve("special_tokens_map.json");
        return config.has("added_tokens_decoder")
                ? new JsonFields(file, JsonNodeFactory.instance.objectNode())
                : JsonFields.readIfPresent(file);
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

    private static boolean isList(JsonFields config) {
        JsonNode template = config.node("chat_template");
        return template != null && template.isArray();
    }

    /** One template, or the one of that name in a list. */
    private static Optional<String> chatTemplate(JsonFields config, String name) {
        JsonNode template = config.node("chat_template");
        if (template == null || !template.isArray()) {
            return config.text("chat_template");
        }
        for (JsonNode named : template) {
            if (named.path("name").asText().equals(name)) {
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
