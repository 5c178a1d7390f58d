package io.github.ssd4j.examples.web;

import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was said in a conversation, what the model remembers of it, and the turn being answered. Thread-safe. */
final class Conversation {

    private static final String UNTITLED = "New conversation";
    private static final int MAX_TITLE = 60;

    private final String id;
    private final ChatbotProperties limits;
    private final List<Exchange> exchanges = new ArrayList<>();
    private String title = UNTITLED;
    private List<ChatMessage> memory = List.of();
    private @Nullable Turn current;
    private boolean closed;

    Conversation(String id, ChatbotProperties limits) {
        this.id = id;
        this.limits = limits;
    }

    /** A question and its answer. */
    private record Exchange(Message.Question question, GrowingReply reply) {

        int characters() {
            return question.text().length() + reply.characters();
        }
    }

    /** A conversation as the page gets it. */
    record View(String id, String title, boolean answering, List<Message> messages) {}

    String id() {
        return id;
    }

    synchronized View view() {
        List<Message> messages = new ArrayList<>();
        for (Exchange exchange : exchanges) {
            messages.add(exchange.question());
            messages.add(exchange.reply().view());
        }
        return new View(id, title, current != null, messages);
    }

    /**
     * Begins a turn.
     *
     * @param turn makes it, of what the model remembers
     * @throws BusyException if there is one already
     * @throws FullException if the conversation has as many questions, or as much text, as it may have
     */
    synchronized Turn begin(String question, Function<List<ChatMessage>, Turn> turn) {
        if (closed) {
            throw new Conversations.UnknownException();
        }
        if (current != null) {
            throw new BusyException();
        }
        requireRoom(question);
        Turn begun = turn.apply(memory);
        current = begun;
        exchanges.add(new Exchange(new Message.Question(question), begun.reply()));
        if (title.equals(UNTITLED)) {
            title = titleOf(question);
        }
        return begun;
    }

    private void requireRoom(String question) {
        if (exchanges.size() >= limits.maxQuestions()) {
            throw new FullException("has %s questions".formatted(exchanges.size()));
        }
        long characters = exchanges.stream().mapToLong(Exchange::characters).sum();
        if (characters + question.length() > limits.maxCharacters()) {
            throw new FullException("has %s characters, and with this question it would have more than %s"
                    .formatted(characters, limits.maxCharacters()));
        }
    }

    /**
     * A turn is over.
     *
     * @param remembered what the model is to remember from now on; null: what it did before
     */
    synchronized void end(Turn turn, @Nullable List<ChatMessage> remembered) {
        if (current == turn) {
            current = null;
            memory = remembered == null ? memory : List.copyOf(remembered);
        }
    }

    /** A turn did not come about: as if its question had not been asked. */
    synchronized void takeBack(Turn turn) {
        exchanges.removeIf(exchange -> exchange.reply() == turn.reply());
        if (exchanges.isEmpty()) {
            title = UNTITLED;
        }
        if (current == turn) {
            current = null;
        }
    }

    /** Stops the answer, if one is being written. */
    void stop() {
        Turn turn = current();
        if (turn != null) {
            turn.stop();
        }
    }

    /** Closes the conversation, unless it is being answered. Returns whether it is closed. */
    synchronized boolean closeIfIdle() {
        closed |= current == null;
        return closed;
    }

    /** The conversation is gone: nobody will see an answer. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        stop();
    }

    private synchronized @Nullable Turn current() {
        return current;
    }

    private static String titleOf(String question) {
        String line = question.strip().replaceAll("\\s+", " ");
        if (line.codePointCount(0, line.length()) <= MAX_TITLE) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, MAX_TITLE - 1)).stripTrailing() + "…";
    }

    /** The conversation is being answered, and one answer at a time is enough. */
    static final class BusyException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        BusyException() {
            super("This conversation is being answered. Wait for the answer, or stop it.");
        }
    }

    /** The conversation is as long as it may be. */
    static final class FullException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        FullException(String reason) {
            super("This conversation is full: it %s. Begin a new one.".formatted(reason));
        }
    }
}
