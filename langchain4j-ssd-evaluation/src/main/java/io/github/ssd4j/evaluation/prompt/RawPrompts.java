package io.github.ssd4j.evaluation.prompt;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.data.Shot;
import java.util.List;
import java.util.function.UnaryOperator;

/** Shots and earlier turns stand with their answers in front of the text to go on with, each followed by a blank line. */
final class RawPrompts implements Prompts {

    private final UnaryOperator<String> ask;
    private final String gap;
    private final String shown;

    /**
     * Shows all shots.
     *
     * @param ask makes of a turn the text that an answer goes on with
     * @param gap between such a text and an answer that is known; a model says it itself, as part of its first token
     */
    RawPrompts(UnaryOperator<String> ask, String gap, List<Shot> shots) {
        this.ask = ask;
        this.gap = gap;
        StringBuilder text = new StringBuilder();
        shots.forEach(shot -> text.append(answered(shot.question(), shot.answer())));
        this.shown = text.toString();
    }

    @Override
    public Conversation conversation(Question question, List<String> answersSoFar) {
        StringBuilder text = new StringBuilder(shown);
        List<String> turns = Turns.upTo(question, answersSoFar);
        for (int turn = 0; turn < answersSoFar.size(); turn++) {
            text.append(answered(turns.get(turn), answersSoFar.get(turn)));
        }
        text.append(ask.apply(turns.get(answersSoFar.size())));
        return new Conversation(List.of(new Message(Role.USER, text.toString())), true, question.schema());
    }

    private String answered(String turn, String answer) {
        // Where a gap parts them, blanks around the answer are no part of it; in code they are its indentation.
        String text = gap.isEmpty() ? answer : answer.strip();
        return (ask.apply(turn) + gap + text).stripTrailing() + "\n\n";
    }
}
