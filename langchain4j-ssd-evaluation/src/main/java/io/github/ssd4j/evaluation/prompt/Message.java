package io.github.ssd4j.evaluation.prompt;

import io.github.ssd4j.internal.Ensure;

/**
 * What someone says.
 *
 * @param text not blank, unless it is the assistant's: a model may have answered nothing
 */
public record Message(Role role, String text) {

    public Message {
        Ensure.notNull(role, "role");
        Ensure.notNull(text, "text");
        Ensure.that(role == Role.ASSISTANT || !text.isBlank(), "the text of role %s cannot be blank", role);
    }
}
