package io.github.ssd4j.evaluation.data;

import io.github.ssd4j.internal.Ensure;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shots of an evaluation and the questions that are asked after them, none of which is shown with its answer.
 *
 * @param shots may be none
 * @param questions at least one
 */
public record Shots(List<Shot> shots, List<Question> questions) {

    public Shots {
        shots = List.copyOf(shots);
        questions = List.copyOf(questions);
        Ensure.that(!questions.isEmpty(), "no question is left to be asked after %s shots", shots.size());
    }

    /**
     * Shows the first questions and asks the others.
     *
     * @param count how many are shown, from 0 to fewer than there are
     * @throws IllegalArgumentException if {@code count} is out of range, or one of the first has no reference
     */
    public static Shots first(int count, List<Question> questions) {
        return from(questions, count, questions);
    }

    /**
     * Shows the first questions of {@code shown}. A question of {@code asked} that is among them is not asked.
     *
     * @param count how many are shown, from 0 to all
     * @throws IllegalArgumentException if {@code count} is out of range, one of the first has no reference, or no question is
     *     left
     */
    public static Shots from(List<Question> shown, int count, List<Question> asked) {
        Ensure.between(count, 0, shown.size(), "shots");
        List<Shot> shots = shown.stream().limit(count).map(Shots::shot).toList();
        Set<String> texts = shots.stream().map(Shot::question).collect(Collectors.toSet());
        return new Shots(
                shots,
                asked.stream()
                        .filter(question -> !texts.contains(question.turns().get(0)))
                        .toList());
    }

    private static Shot shot(Question question) {
        Ensure.that(
                !question.references().isEmpty()
                        && !question.references().get(0).isBlank(),
                "question %s has no reference answer and cannot be shown as a shot",
                question.id());
        return new Shot(question.turns().get(0), question.references().get(0));
    }
}
