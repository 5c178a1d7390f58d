package io.github.ssd4j.examples.web;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of one answer: as much of a conversation as fits the model, beginning with a question. A window of tokens
 * alone may begin with the answer to a question that it has lost, which many chat templates refuse.
 */
final class AnswerMemory implements ChatMemory {

    private final ChatMemory window;
    private final List<ChatMessage> added = new ArrayList<>();

    /** @param window of the length that fits */
    AnswerMemory(ChatMemory window) {
        this.window = window;
    }

    @Override
    public Object id() {
        return window.id();
    }

    @Override
    public void add(ChatMessage message) {
        added.add(message);
        window.add(message);
    }

    /** What was added since it was made. */
    List<ChatMessage> added() {
        return List.copyOf(added);
    }

    /** How many messages it has, the system message aside. */
    int kept() {
        return (int) messages().stream()
                .filter(message -> !(message instanceof SystemMessage))
                .count();
    }

    @Override
    public void set(Iterable<ChatMessage> messages) {
        window.set(messages);
    }

    @Override
    public List<ChatMessage> messages() {
        List<ChatMessage> kept = new ArrayList<>();
        boolean questionSeen = false;
        for (ChatMessage message : window.messages()) {
            questionSeen |= message instanceof UserMessage;
            if (questionSeen || message instanceof SystemMessage) {
                kept.add(message);
            }
        }
        return kept;
    }

    @Override
    public void clear() {
        window.clear();
    }
}
