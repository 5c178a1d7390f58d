package io.github.ssd4j.examples.web;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** All conversations, by ids that nobody can guess. Thread-safe. */
@Component
final class Conversations {

    private static final float LOAD_FACTOR = 0.75f;

    private final ChatbotProperties limits;
    private final ConversationStore store;
    /** The longest unused one first. */
    private final Map<String, Conversation> byId = new LinkedHashMap<>(16, LOAD_FACTOR, true);

    Conversations(ChatbotProperties properties, ConversationStore store) {
        this.limits = properties;
        this.store = store;
        store.load((id, title, exchanges) -> new Conversation(id, title, exchanges, limits, store::save))
                .forEach(conversation -> byId.put(conversation.id(), conversation));
    }

    /**
     * A new one. Where there are as many as may be, the longest unused one makes room for it that is not being answered.
     *
     * @throws FullException if all are being answered
     */
    Conversation create() {
        // A random UUID comes from SecureRandom: who has the id may read the conversation.
        Conversation conversation = new Conversation(UUID.randomUUID().toString(), limits, store::save);
        synchronized (byId) {
            if (byId.size() >= limits.maxConversations() && !removeOneThatIsIdle()) {
                throw new FullException(limits.maxConversations());
            }
            byId.put(conversation.id(), conversation);
        }
        return conversation;
    }

    private boolean removeOneThatIsIdle() {
        Iterator<Conversation> eldest = byId.values().iterator();
        while (eldest.hasNext()) {
            Conversation conversation = eldest.next();
            if (conversation.closeIfIdle()) {
                eldest.remove();
                store.delete(conversation);
                return true;
            }
        }
        return false;
    }

    /** @throws UnknownException if there is none, or no longer */
    Conversation get(String id) {
        synchronized (byId) {
            Conversation conversation = byId.get(id);
            if (conversation == null) {
                throw new UnknownException();
            }
            return conversation;
        }
    }

    /** Those of these ids that there are. */
    List<Conversation> those(List<String> ids) {
        synchronized (byId) {
            return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
        }
    }

    /** Forgets one and stops its answer. */
    void delete(String id) {
        Conversation conversation;
        synchronized (byId) {
            conversation = byId.remove(id);
        }
        if (conversation == null) {
            throw new UnknownException();
        }
        conversation.close();
        store.delete(conversation);
    }

    /** Stops all answers, so that the server need not wait for them when it ends. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        List<Conversation> all;
        synchronized (byId) {
            all = List.copyOf(byId.values());
        }
        all.forEach(Conversation::stop);
    }

    /** All conversations that may be there are being answered. */
    static final class FullException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        FullException(int max) {
            super(("All %s conversations that are kept here are being answered. Try again when an answer has ended, or "
                            + "delete a conversation.")
                    .formatted(max));
        }
    }

    /** There is no such conversation. */
    static final class UnknownException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnknownException() {
            super("This conversation is not known here (any more). Begin a new one.");
        }
    }
}
