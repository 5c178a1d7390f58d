package io.github.ssd4j.examples.console;

import io.github.ssd4j.speculative.DrafterKind;
import org.jspecify.annotations.Nullable;

/** How a terminal shows who drafted a token. Underline and bold tell the drafters apart where colours do not. */
enum DraftMark {
    LOOK_UP(DrafterKind.LOOK_UP, "\033[32m", "repeats earlier text"),
    SKIP(DrafterKind.SKIP, "\033[4;36m", "the model without some layers"),
    GRAMMAR(DrafterKind.GRAMMAR, "\033[1;35m", "the only token that a constraint allows");

    private final DrafterKind kind;
    private final String code;
    private final String meaning;

    DraftMark(DrafterKind kind, String code, String meaning) {
        this.kind = kind;
        this.code = code;
        this.meaning = meaning;
    }

    /**
     * The mark of a drafter.
     *
     * @param drafter a name as in {@link io.github.ssd4j.speculative.DrafterStats}, {@code skip:smollm2-135m} for example
     * @return null if the full model wrote the token, or for a drafter that this program does not know
     */
    static @Nullable DraftMark of(@Nullable String drafter) {
        if (drafter != null) {
            for (DraftMark mark : values()) {
                if (drafter.equals(mark.kind.label()) || drafter.startsWith(mark.kind.label() + ":")) {
                    return mark;
                }
            }
        }
        return null;
    }

    /** The escape sequence that begins text with this mark. */
    String code() {
        return code;
    }

    /** The drafter's name in options. */
    String label() {
        return kind.label();
    }

    /** What this drafter does, in a few words. */
    String meaning() {
        return meaning;
    }
}
