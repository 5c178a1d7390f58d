package io.github.ssd4j.evaluation.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.result.EvaluationReport.Quality;
import io.github.ssd4j.evaluation.run.Answer;
import io.github.ssd4j.evaluation.run.AskedQuestion;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryJudgeTest {

    @Test
    void should_give_the_mean_of_the_best_references_for_each_contestant() {
        List<Question> questions = List.of(
                new Question("1", "news", List.of("..."), List.of("a red cat", "the dog")),
                new Question("2", "news", List.of("..."), List.of("one two three four")));
        AskedQuestion leftOut = new AskedQuestion("3", "news", 0, List.of(), "too long");

        List<Quality> qualities = new SummaryJudge(questions)
                .judge(
                        List.of(
                                asked("1", "The dog", "a cat"),
                                asked("2", "one two five six", "one two three four"),
                                leftOut),
                        2);

        assertThat(qualities).extracting(Quality::measure).containsExactly("ROUGE-1", "ROUGE-2", "ROUGE-L");
        // Words in common: 2 of 2 and 2 of 4; 2 of 2 said of 3, which is an F1 of 0.8, and all.
        assertThat(qualities.get(0).values().get(0)).isCloseTo((1 + 0.5) / 2, within(1e-12));
        assertThat(qualities.get(0).values().get(1)).isCloseTo((0.8 + 1) / 2, within(1e-12));
        // Pairs of neighbours: 1 of 1 and 1 of 3; none and all.
        assertThat(qualities.get(1).values().get(0)).isCloseTo((1 + 1 / 3.0) / 2, within(1e-12));
        assertThat(qualities.get(1).values().get(1)).isCloseTo((0 + 1) / 2.0, within(1e-12));
        assertThat(qualities.get(2).values().get(1)).isCloseTo((0.8 + 1) / 2, within(1e-12));
    }

    private static AskedQuestion asked(String id, String first, String second) {
        return new AskedQuestion(id, "news", 0, List.of(List.of(answer(first), answer(second))), null);
    }

    private static Answer answer(String text) {
        return new Answer(text, null, 1, 1, 1, 1, 1, null);
    }
}
