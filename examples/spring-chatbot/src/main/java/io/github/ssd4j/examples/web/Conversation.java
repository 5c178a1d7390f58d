package io.github.ssd4j.examples.web;

import dev.langchain4j.data.message.ChatMessage;
import io.github.ssd4j.examples.web.Exchange.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was said in a conversation, what the model remembers of it, and the turn being answered. Thread-safe. */
final class Conversation {

    static final String UNTITLED = "New conversation";
    private static final int MAX_TITLE = 60;

    private final String id;
    private final ChatbotProperties limits;
    private final Consumer<Conversation> onChange;
    private final Exchanges exchanges;
    private String title;
    private @Nullable Current current;
    private boolean closed;

    /** @param onChange called when there is something to be stored, while nobody else can change it */
    Conversation(String id, ChatbotProperties limits, Consumer<Conversation> onChange) {
        this(id, UNTITLED, new Exchanges(), limits, onChange);
    }

    /** One that was stored. */
    Conversation(
            String id, String title, Exchanges exchanges, ChatbotProperties limits, Consumer<Conversation> onChange) {
        this.id = id;
        this.title = title;
        this.exchanges = exchanges;
        this.limits = limits;
        this.onChange = onChange;
    }

    /**
     * The turn that is being answered.
     *
     * @param before what was shown in its place
     */
    private record Current(
            Turn turn, Exchange exchange, @Nullable Exchange before) {}

    /** A conversation as the page gets it. */
    record View(String id, String title, boolean answering, List<Message> messages) {}

    /**
     * A question.
     *
     * @param edits the id of the question whose place it takes; null: it stands behind all others
     * @param again the id of the question that is to be answered once more; null: this is a new one
     */
    record Asked(
            @Nullable String text,
            @Nullable String edits,
            @Nullable String again) {}

    String id() {
        return id;
    }

    synchronized String title() {
        return title;
    }

    synchronized Exchanges exchanges() {
        return exchanges;
    }

    synchronized View view() {
        List<Message> messages = new ArrayList<>();
        exchanges.path().forEach(exchange -> messages.addAll(exchanges.messages(exchange)));
        return new View(id, title, current != null, messages);
    }

    /** All questions and answers, also those that are not shown. */
    synchronized List<String> texts() {
        return exchanges.all().stream()
                .flatMap(exchange ->
                        Stream.of(exchange.question(), exchange.reply().text()))
                .toList();
    }

    /** The question and the answer that are being written now, and the versions that they have; none if nothing is. */
    synchronized List<Message> answering() {
        return current == null ? List.of() : exchanges.messages(current.exchange());
    }

    /**
     * The text of a question.
     *
     * @throws UnknownMessageException if it is to be answered again and there is none
     */
    synchronized @Nullable String textOf(Asked asked) {
        return asked.again() == null ? asked.text() : find(asked.again()).question();
    }

    /**
     * Begins a turn.
     *
     * @param turn makes it, of what the model remembers
     * @throws BusyException if there is one already
     * @throws FullException if the conversation has as many questions, or as much text, as it may have
     * @throws UnknownMessageException if it edits, or asks again, a question that there is not
     */
    synchronized Turn begin(Asked asked, String question, Function<List<ChatMessage>, Turn> turn) {
        if (closed) {
            throw new Conversations.UnknownException();
        }
        requireIdle();
        requireRoom(question);
        Exchanges.Place place = place(asked);
        Exchange parent = place.parent();
        Turn begun = turn.apply(parent == null ? List.of() : parent.memory());
        Exchange before = exchanges.add(place, question, begun.reply());
        current = new Current(begun, exchanges.newest().orElseThrow(), before);
        if (title.equals(UNTITLED)) {
            title = titleOf(question);
        }
        onChange.accept(this);
        return begun;
    }

    private Exchanges.Place place(Asked asked) {
        if (asked.again() != null) {
            Exchange exchange = find(asked.again());
            return new Exchanges.Place(exchange.parent(), exchange.questionId());
        }
        return asked.edits() == null ? exchanges.end() : exchanges.insteadOf(find(asked.edits()));
    }

    private Exchange find(String message) {
        return exchanges.find(message).orElseThrow(UnknownMessageException::new);
    }

    private void requireIdle() {
        if (current != null) {
            throw new BusyException();
        }
    }

    private void requireRoom(String question) {
        int questions = exchanges.all().size();
        if (questions >= limits.maxQuestions()) {
            throw new FullException("has %s questions".formatted(questions));
        }
        long characters =
                exchanges.all().stream().mapToLong(Exchange::characters).sum();
        if (characters + question.length() > limits.maxCharacters()) {
            throw new FullException("has %s characters, and with this question it would have more than %s"
                    .formatted(characters, limits.maxCharacters()));
        }
    }

    /**
     * A turn is over.
     *
     * @param said what the model is to remember of it; null: nothing
     */
    synchronized void end(Turn turn, @Nullable Said said) {
        if (current != null && current.turn() == turn) {
            if (said != null) {
                current.exchange().remember(said);
            }
            current = null;
            changed();
        }
    }

    /** A turn did not come about: as if its question had not been asked. */
    synchronized void takeBack(Turn turn) {
        if (current != null && current.turn() == turn) {
            exchanges.takeBack(current.exchange(), current.before());
            current = null;
            if (exchanges.all().isEmpty()) {
                title = UNTITLED;
            }
            changed();
        }
    }

    private void changed() {
        if (!closed) {
            onChange.accept(this);
        }
    }

    /**
     * Shows a version of a question or of an answer, and what follows it.
     *
     * @throws UnknownMessageException if there is none
     * @throws BusyException if an answer is being written
     */
    synchronized View show(String message) {
        requireIdle();
        exchanges.show(find(message));
        changed();
        return view();
    }

    /** @throws IllegalArgumentException if the title has no text */
    synchronized void rename(@Nullable String title) {
        if (title == null || title.isBlank()) {
            throw new IllegalArgumentException("The title has no text.");
        }
        this.title = titleOf(title);
        changed();
    }

    /** Stops the answer, if one is being written. */
    void stop() {
        Turn turn = turn();
        if (turn != null) {
            turn.stop();
        }
    }

    private synchronized @Nullable Turn turn() {
        return current == null ? null : current.turn();
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

    /** There is no such question or answer. */
    static final class UnknownMessageException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        UnknownMessageException() {
            super("This message is not in the conversation.");
        }
    }
}
