package io.github.ssd4j.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renders conversations with one template, and changes those that it refuses until it takes them. Many templates demand
 * user and assistant in turn; memories that evict messages and requests that failed leave other conversations.
 *
 * <p>A conversation that the template accepts is never changed. The first change is said in the log. Thread-safe.
 */
final class ConversationMender {

    private static final Logger LOG = LoggerFactory.getLogger(ConversationMender.class);

    private final AtomicBoolean told = new AtomicBoolean();
    private final Consumer<String> log;

    ConversationMender() {
        this(LOG::warn);
    }

    ConversationMender(Consumer<String> log) {
        this.log = log;
    }

    /**
     * What {@code renderer} makes of the messages, or of the least changed ones that the template accepts.
     *
     * @param renderer the template
     * @throws ChatTemplateException as the renderer throws it for the messages as they are
     */
    <T> T render(List<Map<String, Object>> messages, Function<List<Map<String, Object>>, T> renderer) {
        try {
            return renderer.apply(messages);
        } catch (ChatTemplateException e) {
            if (!e.isRefusal()) {
                throw e;
            }
            return mend(messages, renderer, e);
        }
    }

    private <T> T mend(
            List<Map<String, Object>> messages,
            Function<List<Map<String, Object>>, T> renderer,
            ChatTemplateException refusal) {
        for (Map.Entry<List<Map<String, Object>>, List<String>> attempt :
                attempts(messages).entrySet()) {
            try {
                T rendered = renderer.apply(attempt.getKey());
                tell(refusal, attempt.getValue());
                return rendered;
            } catch (ChatTemplateException e) {
                if (e.isLimit()) {
                    break;
                }
            }
        }
        throw refusal;
    }

    /** Changed conversations with what was changed, the least changed ones first. */
    private static Map<List<Map<String, Object>>, List<String>> attempts(List<Map<String, Object>> messages) {
        Map<List<Map<String, Object>>, List<String>> attempts = new LinkedHashMap<>();
        for (MendedConversation.Turns turns : MendedConversation.Turns.values()) {
            for (boolean systemAsUser : new boolean[] {false, true}) {
                MendedConversation mended = new MendedConversation(messages, turns, systemAsUser);
                if (!mended.messages().isEmpty()) {
                    attempts.putIfAbsent(mended.messages(), mended.changes());
                }
            }
        }
        attempts.remove(messages);
        return attempts;
    }

    private void tell(ChatTemplateException refusal, List<String> changes) {
        if (!told.getAndSet(true)) {
            log.accept(("the chat template refuses a conversation (%s); it was changed for the template: %s. "
                            + "This is said once, for the first such conversation")
                    .formatted(refusal.getMessage(), String.join(", ", changes)));
        }
    }
}
