package io.github.ssd4j.evaluation.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Ensure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is given to answer.
 *
 * @param messages at least one; the last is the user's
 * @param raw whether the one message there is, the user's, is gone on with as it is, without a chat template
 * @param schema the JSON schema that the answer must be valid under; null for free text
 */
public record Conversation(
        List<Message> messages, boolean raw, @Nullable JsonNode schema) {

    public Conversation {
        messages = List.copyOf(messages);
        Ensure.that(!messages.isEmpty(), "messages cannot be empty");
        Ensure.that(messages.get(messages.size() - 1).role() == Role.USER, "the last message must be the user's");
        Ensure.that(
                !raw || messages.size() == 1, "a raw conversation must have one message, but has: %s", messages.size());
    }

    /** A conversation that is answered by free text. */
    public Conversation(List<Message> messages, boolean raw) {
        this(messages, raw, null);
    }
}
