package io.github.ssd4j.evaluation.prompt;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.data.Shot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Shots and earlier turns are messages of the user and of the assistant before the one that is to be answered. */
final class ChatPrompts implements Prompts {

    private final UnaryOperator<String> ask;
    private final List<Message> shown;

    /**
     * Shows all shots.
     *
     * @param ask makes of a turn what the user says
     * @param answer makes of a shot what the assistant says
     */
    ChatPrompts(UnaryOperator<String> ask, Function<Shot, String> answer, List<Shot> shots) {
        this.ask = ask;
        List<Message> messages = new ArrayList<>();
        for (Shot shot : shots) {
            messages.add(new Message(Role.USER, ask.apply(shot.question())));
            messages.add(new Message(Role.ASSISTANT, answer.apply(shot)));
        }
        this.shown = List.copyOf(messages);
    }

    @Override
    public Conversation conversation(Question question, List<String> answersSoFar) {
        List<Message> messages = new ArrayList<>(shown);
        List<String> turns = Turns.upTo(question, answersSoFar);
        for (int turn = 0; turn < turns.size(); turn++) {
            messages.add(new Message(Role.USER, ask.apply(turns.get(turn))));
            if (turn < answersSoFar.size()) {
                messages.add(new Message(Role.ASSISTANT, answersSoFar.get(turn)));
            }
        }
        return new Conversation(messages, false, question.schema());
    }
}
