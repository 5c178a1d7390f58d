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

    private final boolean refusal;

    private ChatTemplateException(String message, boolean refusal, @Nullable Throwable cause) {
        super(message, cause);
        this.refusal = refusal;
    }

    static ChatTemplateException refusal(String message) {
        return new ChatTemplateException(message, true, null);
    }

    static ChatTemplateException fault(String message, @Nullable Throwable cause) {
        return new ChatTemplateException(message, false, cause);
    }

    /** Whether the template called {@code raise_exception}: another conversation may be accepted. */
    public boolean isRefusal() {
        return refusal;
    }
}
