package io.github.ssd4j.chat.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The keywords of a JSON Schema that demand nothing of a value, or nothing that a grammar does not obey anyway. */
final class Annotations {

    private static final Set<String> KEYWORDS = Set.of(
            // JSON Schema, drafts 4 to 2020-12
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "id",
            "$schema",
            "$id",
            "$anchor",
            "$dynamicAnchor",
            "$recursiveAnchor",
            "$vocabulary",
            "$comment",
            "$defs",
            "definitions",
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
            // OpenAPI; "nullable" only allows what need not be written
            "example",
            "externalDocs",
            "xml",
            "nullable",
            // editors and other providers
            "enumNames",
            "enumDescriptions",
            "markdownDescription",
            "propertyOrdering");

    /** Of OpenAPI. Every integer that is written fits into 64 bits, and every number into a double. */
    private static final Set<String> OBEYED_FORMATS = Set.of("int64", "double");

    private Annotations() {}

    static boolean demandsNothing(String keyword, JsonNode value) {
        return KEYWORDS.contains(keyword)
                || keyword.startsWith("x-")
                || switch (keyword) {
                    case "minLength", "minProperties" -> value.isNumber() && value.doubleValue() == 0;
                    case "uniqueItems" -> value.isBoolean() && !value.booleanValue();
                    case "format" -> OBEYED_FORMATS.contains(value.asText());
                    default -> false;
                };
    }
}
