package io.github.ssd4j.evaluation.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question with the answers of all contestants.
 *
 * @param id of the question
 * @param category of the question
 * @param sample which of several answers to the same question, from 0
 * @param turns one for each turn, each with an answer of each contestant; none if it was left out
 * @param leftOut why it was not asked; null if it was
 */
public record AskedQuestion(
        String id,
        String category,
        int sample,
        List<List<Answer>> turns,
        @Nullable String leftOut) {

    public AskedQuestion {
        turns = turns.stream().map(List::copyOf).toList();
    }
}
