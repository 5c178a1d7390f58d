package io.github.ssd4j.evaluation.data;

import io.github.ssd4j.internal.Ensure;

/**
 * A question with its answer, shown to a model before it is asked another.
 *
 * @param question not blank
 * @param answer not blank
 */
public record Shot(String question, String answer) {

    public Shot {
        Ensure.notBlank(question, "question");
        Ensure.notBlank(answer, "answer");
    }
}
