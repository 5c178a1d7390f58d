package io.github.ssd4j.chat.grammar;

import com.fasterxml.jackson.databind.JsonNode;

/** Stub. */
final class SchemaRules {
    private SchemaRules() {}

    static Rule of(JsonNode schema) {
        throw new UnsupportedOperationException(schema.toString());
    }
}
