package io.github.ssd4j.evaluation.prompt;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.data.Shot;
import java.util.List;

/** How questions of one kind are put to a model. Immutable and thread-safe, as are all that come from the methods here. */
@FunctionalInterface
public interface Prompts {

    /**
     * What a model is given in order to answer a turn of a question.
     *
     * @param answersSoFar what it answered to the turns before; their number is that of the turn, from 0
     * @throws IllegalArgumentException if the question has no such turn
     */
    Conversation conversation(Question question, List<String> answersSoFar);

    /** A chat in which each turn is said as it is. */
    static Prompts questions(List<Shot> shots) {
        return new ChatPrompts(turn -> turn, Shot::answer, shots);
    }

    /** A text {@code Question: ...}, {@code Answer:} to go on with. */
    static Prompts rawQuestions(List<Shot> shots) {
        return new RawPrompts(turn -> "Question: " + turn.strip() + "\nAnswer:", " ", shots);
    }

    /** A chat in which the model is told to complete a function of Python, of which it sees the beginning. */
    static Prompts code(List<Shot> shots) {
        return new ChatPrompts(
                turn -> "Complete the following Python function. Answer with the whole function in one code block.\n\n"
                        + CodeFence.of(turn),
                shot -> CodeFence.of(shot.question() + shot.answer()),
                shots);
    }

    /** The beginning of a function to go on with, as it is. */
    static Prompts rawCode(List<Shot> shots) {
        return new RawPrompts(turn -> turn, "", shots);
    }

    /** A chat in which the model is told to summarise a text. */
    static Prompts summaries(SummaryLength length, List<Shot> shots) {
        return new ChatPrompts(
                turn -> "Summarize the following text in %s. Answer with the summary only.\n\n%s"
                        .formatted(length.words(), turn.strip()),
                Shot::answer,
                shots);
    }

    /** A text {@code Article: ...}, {@code Summary:} to go on with. */
    static Prompts rawSummaries(List<Shot> shots) {
        return new RawPrompts(turn -> "Article: " + turn.strip() + "\nSummary:", " ", shots);
    }
}
