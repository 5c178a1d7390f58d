package io.github.ssd4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Ensure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line of a data file, asked for its fields. What is null or an empty list counts as not there. Its errors go on after
 * {@code line 7}.
 *
 * @param value an object
 * @param number of the line
 * @param expected in the message if it is something else
 */
record Row(JsonNode value, int number, String expected) {

    /** What data sets call an id, in the order in which they are looked for. */
    private static final List<String> IDS = List.of("id", "question_id", "task_id");

    static Row of(JsonNode value, int number, String expected) {
        Row row = new Row(value, number, expected);
        row.require(value.isObject());
        return row;
    }

    void require(boolean condition) {
        Ensure.that(condition, "%s", expected);
    }

    boolean has(String field) {
        JsonNode node = value.path(field);
        return !node.isMissingNode() && !node.isNull() && !(node.isArray() && node.isEmpty());
    }

    /** The id of the row, else the number of its line. */
    String id() {
        for (String field : IDS) {
            if (has(field)) {
                JsonNode id = value.get(field);
                boolean text = id.isTextual() && !id.textValue().isBlank();
                Ensure.that(
                        text || id.isIntegralNumber(),
                        "must have a text or a whole number as \"%s\", but has: %s",
                        field,
                        shown(id));
                return id.asText();
            }
        }
        return String.valueOf(number);
    }

    /** A text that must be there and not be blank. */
    String text(String field) {
        JsonNode text = value.path(field);
        Ensure.that(
                text.isTextual() && !text.textValue().isBlank(),
                "must have a text that is not blank as \"%s\", but has: %s",
                field,
                shown(text));
        return text.textValue();
    }

    Optional<String> optionalText(String field) {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    Optional<JsonNode> optionalObject(String field) {
        JsonNode node = value.path(field);
        Ensure.that(!has(field) || node.isObject(), "must have an object as \"%s\", but has: %s", field, shown(node));
        return has(field) ? Optional.of(node) : Optional.empty();
    }

    /** A text or a list of texts, none of them blank; empty if it is not there. */
    List<String> texts(String field) {
        return texts(field, false);
    }

    /** As {@link #texts}, but a text may be blank, for one that is not known, and a list of several in the place of one. */
    List<String> references(String field) {
        return texts(field, true);
    }

    private List<String> texts(String field, boolean asReferences) {
        if (!has(field)) {
            return List.of();
        }
        JsonNode node = value.get(field);
        List<String> texts = new ArrayList<>();
        for (JsonNode item : node.isArray() ? node : List.of(node)) {
            for (JsonNode text : asReferences && item.isArray() ? item : List.of(item)) {
                Ensure.that(
                        text.isTextual() && (asReferences || !text.textValue().isBlank()),
                        "must have a text or a list of texts%s as \"%s\", but has: %s",
                        asReferences ? "" : ", none blank,",
                        field,
                        shown(node));
                texts.add(text.textValue());
            }
        }
        return texts;
    }

    private static String shown(JsonNode node) {
        String json = node.isMissingNode() ? "nothing" : node.toString();
        return json.length() > 80 ? json.substring(0, 77) + "..." : json;
    }
}
