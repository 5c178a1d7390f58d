package io.github.ssd4j.chat.template;

import com.google.errorprone.annotations.FormatMethod;

/** A template cannot be read or carried out, refuses what it is given, or exceeds a limit. */
public final class TemplateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why a template ended. */
    public enum Kind {
        /** The template called {@code raise_exception}. */
        REFUSAL,
        /** The template is wrong, or does not fit what it is given. */
        FAULT,
        /** The template uses more than {@link Budget} allows. */
        LIMIT
    }

    private final Kind kind;

    private TemplateException(String message, Kind kind) {
        super(message);
        this.kind = kind;
    }

    static TemplateException refusal(String message) {
        return new TemplateException(message, Kind.REFUSAL);
    }

    @FormatMethod
    static TemplateException fault(String message, Object... arguments) {
        return new TemplateException(Marks.plain(message.formatted(arguments)), Kind.FAULT);
    }

    @FormatMethod
    static TemplateException limit(String message, Object... arguments) {
        return new TemplateException(message.formatted(arguments), Kind.LIMIT);
    }

    /** The same with the place in {@code source}; refusals keep the words of the template. */
    TemplateException at(String source, int position) {
        if (kind != Kind.FAULT) {
            return this;
        }
        int end = Math.min(position, source.length());
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < end; i++) {
            if (source.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        TemplateException placed = new TemplateException(
                "%s (line %d, column %d)".formatted(getMessage(), line, end - lineStart + 1), kind);
        placed.initCause(this);
        return placed;
    }

    /** Why the template ended. */
    public Kind kind() {
        return kind;
    }
}
