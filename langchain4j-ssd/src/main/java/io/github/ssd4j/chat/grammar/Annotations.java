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

    /**
     * The formats that JSON Schema and OpenAPI define, without int64 and double: every integer that is written fits into 64
     * bits, and every number into a double. A format that nobody defines demands nothing.
     */
    private static final Set<String> DEMANDING_FORMATS = Set.of(
            "date-time",
            "date",
            "time",
            "duration",
            "email",
            "idn-email",
            "hostname",
            "idn-hostname",
            "ipv4",
            "ipv6",
            "uri",
            "uri-reference",
            "iri",
            "iri-reference",
            "uri-template",
            "uuid",
            "json-pointer",
            "relative-json-pointer",
            "regex",
            "byte",
            "int32",
            "float");

    private Annotations() {}

    static boolean demandsNothing(String keyword, JsonNode value) {
        return KEYWORDS.contains(keyword)
                || keyword.startsWith("x-")
                || switch (keyword) {
                    case "minLength", "minProperties" -> value.isNumber() && value.doubleValue() == 0;
                    case "uniqueItems" -> value.isBoolean() && !value.booleanValue();
                    case "format" -> !DEMANDING_FORMATS.contains(value.asText());
                    default -> false;
                };
    }
}
