package io.github.ssd4j.evaluation.prompt;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.internal.Ensure;
import java.util.List;

/** Which turn of a question is to be answered. */
final class Turns {

    private Turns() {}

    /** The turns up to and with the one that is to be answered. */
    static List<String> upTo(Question question, List<String> answersSoFar) {
        int turns = question.turns().size();
        Ensure.that(
                answersSoFar.size() < turns,
                "question %s has %s turns, but has %s answers already",
                question.id(),
                turns,
                answersSoFar.size());
        return question.turns().subList(0, answersSoFar.size() + 1);
    }
}
