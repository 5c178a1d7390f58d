package io.github.ssd4j.evaluation.data;

import io.github.ssd4j.internal.Ensure;
import java.util.List;

/**
 * What a model is asked.
 *
 * @param id not blank; one question of a file has it
 * @param category what kind of question it is, as {@code writing}; not blank
 * @param turns what the user says, one after the other; at least one, none blank, each exactly as it stands in the file
 * @param references what would be good answers; may be empty. Whether they are one for each turn, where a blank one is not known,
 *     or several for the first, is up to the data set
 */
public record Question(String id, String category, List<String> turns, List<String> references) {

    public Question {
        Ensure.notBlank(id, "id");
        Ensure.notBlank(category, "category");
        turns = List.copyOf(turns);
        references = List.copyOf(references);
        Ensure.that(!turns.isEmpty(), "turns cannot be empty");
        Ensure.that(turns.stream().noneMatch(String::isBlank), "a turn cannot be blank");
    }
}
