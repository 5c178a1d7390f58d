package io.github.ssd4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Ensure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked.
 *
 * @param id not blank; one question of a file has it
 * @param category what kind of question it is, as {@code writing}; not blank
 * @param turns what the user says, one after the other; at least one, none blank, each exactly as it stands in the file
 * @param references what would be good answers; may be empty. Whether they are one for each turn, where a blank one is not known,
 *     or several for the first, is up to the data set
 * @param schema the JSON schema that every answer must be valid under; null if answers are free text
 */
public record Question(
        String id,
        String category,
        List<String> turns,
        List<String> references,
        @Nullable JsonNode schema) {

    public Question {
        Ensure.notBlank(id, "id");
        Ensure.notBlank(category, "category");
        turns = List.copyOf(turns);
        references = List.copyOf(references);
        Ensure.that(!turns.isEmpty(), "turns cannot be empty");
        Ensure.that(turns.stream().noneMatch(String::isBlank), "a turn cannot be blank");
    }

    /** A question that is answered by free text. */
    public Question(String id, String category, List<String> turns, List<String> references) {
        this(id, category, turns, references, null);
    }

    /** The same question under another id. */
    public Question withId(String other) {
        return new Question(other, category, turns, references, schema);
    }

    /** The same question in another category. */
    public Question withCategory(String other) {
        return new Question(id, other, turns, references, schema);
    }
}
