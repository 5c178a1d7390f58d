package io.github.ssd4j.chat.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Ensure;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A JSON Schema as a rule. What it does not obey it reports, all of it at once; pointers are those of RFC 6901, {@code ""} is
 * the root.
 */
final class SchemaRules {

    private static final Set<String> OBJECT_KEYWORDS = Set.of("properties", "required", "additionalProperties");
    private static final Set<String> ARRAY_KEYWORDS = Set.of("items", "minItems", "maxItems");
    private static final Set<String> OTHER_KEYWORDS = Set.of("type", "enum", "const", "anyOf", "$ref");

    private static final List<String> TYPES =
            List.of("object", "array", "string", "integer", "number", "boolean", "null");

    private final JsonNode root;
    private final Map<String, Rule.Reference> references = new HashMap<>();
    private final Set<String> unsupported = new LinkedHashSet<>();

    private SchemaRules(JsonNode root) {
        this.root = root;
    }

    static Rule of(JsonNode schema) {
        SchemaRules rules = new SchemaRules(schema);
        Rule rule = rules.rule(schema, "");
        if (!rules.unsupported.isEmpty()) {
            throw new UnsupportedSchemaException(List.copyOf(rules.unsupported));
        }
        boolean finite = new CompletionCosts(rule, lexeme -> 1).of(rule) < CompletionCosts.NEVER;
        Ensure.that(finite, "the JSON Schema must allow a finite value, but does not: %s", schema);
        return rule;
    }

    private Rule rule(JsonNode schema, String pointer) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? JsonRules.ANY : Rule.never();
        }
        Ensure.that(schema.isObject(), "schema #%s must be an object or a boolean, but is: %s", pointer, schema);
        schema.properties().forEach(keyword -> {
            if (!isObeyed(keyword.getKey()) && !Annotations.demandsNothing(keyword.getKey(), keyword.getValue())) {
                report(pointer, keyword.getKey());
            }
        });
        if (schema.has("$ref")) {
            expectAlone(schema, pointer, Set.of("$ref"));
            return reference(schema.get("$ref"), pointer);
        }
        if (schema.has("anyOf")) {
            expectAlone(schema, pointer, Set.of("anyOf"));
            return anyOf(schema.get("anyOf"), pointer + "/anyOf");
        }
        List<String> types = types(schema, pointer);
        if (schema.has("enum") || schema.has("const")) {
            expectAlone(schema, pointer, Set.of("enum", "const", "type"));
            return values(schema, types, pointer);
        }
        if (types.equals(TYPES)) {
            return JsonRules.ANY;
        }
        return Rule.choice(
                types.stream().map(type -> ofType(type, schema, pointer)).toList());
    }

    private static boolean isObeyed(String keyword) {
        return OBJECT_KEYWORDS.contains(keyword)
                || ARRAY_KEYWORDS.contains(keyword)
                || OTHER_KEYWORDS.contains(keyword);
    }

    /** Reports what stands beside keywords that are obeyed only alone. */
    private void expectAlone(JsonNode schema, String pointer, Set<String> obeyed) {
        schema.properties().forEach(keyword -> {
            if (!obeyed.contains(keyword.getKey())
                    && !Annotations.demandsNothing(keyword.getKey(), keyword.getValue())) {
                report(pointer, keyword.getKey());
            }
        });
    }

    private void report(String pointer, String keyword) {
        unsupported.add("#" + pointer + "/" + escaped(keyword));
    }

    /** The types that the schema writes: all where it says nothing, only those that it describes where it names none. */
    private static List<String> types(JsonNode schema, String pointer) {
        JsonNode type = schema.path("type");
        if (type.isMissingNode()) {
            List<String> described = new ArrayList<>();
            if (OBJECT_KEYWORDS.stream().anyMatch(schema::has)) {
                described.add("object");
            }
            if (ARRAY_KEYWORDS.stream().anyMatch(schema::has)) {
                described.add("array");
            }
            return described.isEmpty() ? TYPES : described;
        }
        Set<String> names = new LinkedHashSet<>();
        (type.isArray() ? type : List.of(type)).forEach(name -> names.add(name.asText()));
        Ensure.that(
                !names.isEmpty() && TYPES.containsAll(names),
                "#%s/type must be one or several of %s, but is: %s",
                pointer,
                TYPES,
                type);
        if (names.contains("number")) {
            names.remove("integer");
        }
        return List.copyOf(names);
    }

    private Rule ofType(String type, JsonNode schema, String pointer) {
        return switch (type) {
            case "object" -> object(schema, pointer);
            case "array" -> array(schema, pointer);
            case "string" -> JsonLexemes.STRING;
            case "integer" -> JsonLexemes.INTEGER;
            case "number" -> JsonLexemes.NUMBER;
            case "boolean" -> Lexeme.words(List.of("true", "false"));
            default -> Lexeme.words(List.of("null"));
        };
    }

    private Rule object(JsonNode schema, String pointer) {
        JsonNode declared = schema.path("properties");
        JsonNode required = schema.path("required");
        Ensure.that(
                declared.isMissingNode() || declared.isObject(),
                "#%s/properties must be an object: %s",
                pointer,
                declared);
        Ensure.that(
                required.isMissingNode() || required.isArray(), "#%s/required must be an array: %s", pointer, required);
        Set<String> mandatory = new LinkedHashSet<>();
        required.forEach(name -> mandatory.add(name.asText()));

        JsonNode others = schema.path("additionalProperties");
        Rule other = others.isMissingNode() ? JsonRules.ANY : rule(others, pointer + "/additionalProperties");
        Map<String, Rule> values = new LinkedHashMap<>();
        declared.properties()
                .forEach(property -> values.put(
                        property.getKey(),
                        rule(property.getValue(), pointer + "/properties/" + escaped(property.getKey()))));
        mandatory.forEach(name -> values.putIfAbsent(name, other));
        if (values.isEmpty()) {
            return JsonRules.map(other);
        }
        return JsonRules.object(values.entrySet().stream()
                .map(value ->
                        new JsonRules.Property(value.getKey(), value.getValue(), mandatory.contains(value.getKey())))
                .toList());
    }

    private Rule array(JsonNode schema, String pointer) {
        JsonNode items = schema.path("items");
        Rule item = items.isMissingNode() ? JsonRules.ANY : rule(items, pointer + "/items");
        int min = count(schema, "minItems", 0, pointer);
        return JsonRules.array(item, min, count(schema, "maxItems", Rule.Repeat.UNBOUNDED, pointer));
    }

    private static int count(JsonNode schema, String keyword, int otherwise, String pointer) {
        JsonNode count = schema.path(keyword);
        if (count.isMissingNode()) {
            return otherwise;
        }
        Ensure.that(
                count.canConvertToExactIntegral() && count.canConvertToInt() && count.intValue() >= 0,
                "#%s/%s must be a whole number, not negative, but is: %s",
                pointer,
                keyword,
                count);
        return count.intValue();
    }

    private Rule anyOf(JsonNode options, String pointer) {
        Ensure.that(options.isArray() && !options.isEmpty(), "#%s must be an array, not empty: %s", pointer, options);
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < options.size(); i++) {
            rules.add(rule(options.get(i), pointer + "/" + i));
        }
        return Rule.choice(rules);
    }

    /** The values of {@code enum} and {@code const} that have one of the types. */
    private static Rule values(JsonNode schema, List<String> types, String pointer) {
        JsonNode listed = schema.path("enum");
        Ensure.that(listed.isMissingNode() || listed.isArray(), "#%s/enum must be an array: %s", pointer, listed);
        JsonNode only = schema.path("const");
        Iterable<JsonNode> candidates = listed.isMissingNode() ? List.of(only) : listed;
        List<String> texts = StreamSupport.stream(candidates.spliterator(), false)
                .filter(value -> only.isMissingNode() || only.equals(value))
                .filter(value -> types.stream().anyMatch(type -> isOfType(value, type)))
                .map(JsonNode::toString)
                .distinct()
                .toList();
        return texts.isEmpty() ? Rule.never() : Lexeme.words(texts);
    }

    private static boolean isOfType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.canConvertToExactIntegral();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> value.isNull();
        };
    }

    private Rule reference(JsonNode reference, String from) {
        String text = reference.asText();
        Ensure.that(text.startsWith("#"), "#%s/$ref must point into its own schema, but is: %s", from, reference);
        String pointer = target(URLDecoder.decode(text.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8), from);
        Rule.Reference known = references.get(pointer);
        if (known == null) {
            known = new Rule.Reference();
            references.put(pointer, known);
            known.bind(rule(at(pointer), pointer));
        }
        return known;
    }

    /** Where the reference leads from the root, or else from the nearest schema around it. */
    private String target(String pointer, String from) {
        if (!at(pointer).isMissingNode()) {
            return pointer;
        }
        for (int end = from.length(); end > 0; end = from.lastIndexOf('/', end - 1)) {
            String around = from.substring(0, end) + pointer;
            if (!at(around).isMissingNode()) {
                return around;
            }
        }
        throw new IllegalArgumentException("#%s/$ref leads nowhere: #%s".formatted(from, pointer));
    }

    private JsonNode at(String pointer) {
        Ensure.that(pointer.isEmpty() || pointer.startsWith("/"), "$ref must be a JSON pointer, but is: #%s", pointer);
        return root.at(pointer);
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
