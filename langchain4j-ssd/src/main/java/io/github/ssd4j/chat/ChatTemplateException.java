package io.github.ssd4j.chat;

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

    static ChatTemplateException refusal(String message) {
        return new ChatTemplateException(message, Kind.REFUSAL, null);
    }

    static ChatTemplateException fault(String message, @Nullable Throwable cause) {
        return new ChatTemplateException(message, Kind.FAULT, cause);
    }

    /** {@code what} the template does beyond a limit of {@link TemplateBudget}. */
    static ChatTemplateException limit(String what) {
        return new ChatTemplateException(
                "the chat template %s, which is the limit: shorten the conversation, or give the engine another chatTemplate"
                        .formatted(what),
                Kind.LIMIT,
                null);
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
