package io.github.ssd4j.chat;

import io.github.ssd4j.chat.template.TemplateException;
import org.jspecify.annotations.Nullable;

/**
 * A chat template cannot be read, or it cannot render the conversation it was given.
 *
 * <p>{@link #isRefusal()} tells the two apart that a caller handles differently: the template itself refused the
 * conversation (by its {@code raise_exception}, for instance because the roles do not alternate), or the template is at
 * fault. The message of a refusal is the template's own.
 */
public final class ChatTemplateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private enum Kind {
        REFUSAL,
        FAULT,
        LIMIT
    }

    private final Kind kind;

    private ChatTemplateException(String message, Kind kind, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** {@code what} comes before the message of a fault. */
    static ChatTemplateException of(String what, TemplateException cause) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause.kind()) {
            case REFUSAL -> new ChatTemplateException(message, Kind.REFUSAL, cause);
            case FAULT -> new ChatTemplateException(what + message, Kind.FAULT, cause);
            case LIMIT ->
                new ChatTemplateException(
                        "the chat template %s, which is the limit: shorten the conversation, or give the engine another chatTemplate"
                                .formatted(message),
                        Kind.LIMIT,
                        cause);
        };
    }

    /** Whether the template called {@code raise_exception}: another conversation may be accepted. */
    public boolean isRefusal() {
        return kind == Kind.REFUSAL;
    }

    /** Whether a limit was reached: rendering anything else with the template makes little sense. */
    boolean isLimit() {
        return kind == Kind.LIMIT;
    }
}
