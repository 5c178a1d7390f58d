package io.github.ssd4j.evaluation.data;

import io.github.ssd4j.internal.Ensure;
import java.util.List;
import java.util.Optional;

/**
 * A text and summaries of it.
 *
 * @param id not blank; one pair of a file has it
 * @param article what is to be summarised; not blank
 * @param references summaries by people, at least one, none blank
 * @param question what the summary should answer, where the data set asks for more than a plain one
 */
public record SummaryPair(String id, String article, List<String> references, Optional<String> question) {

    public SummaryPair {
        Ensure.notBlank(id, "id");
        Ensure.notBlank(article, "article");
        references = List.copyOf(references);
        Ensure.that(!references.isEmpty(), "references cannot be empty");
        Ensure.that(references.stream().noneMatch(String::isBlank), "a reference cannot be blank");
    }

    /** A question of one turn: the article, and behind it what the summary should answer, if that is given. */
    public Question toQuestion(String category) {
        String turn = question.map(text -> article.strip() + "\n\nThe summary should answer this question: " + text)
                .orElse(article);
        return new Question(id, category, List.of(turn), references);
    }
}
