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
        window.add(message);
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
