package io.github.ssd4j;

import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingHandle;
import org.jspecify.annotations.Nullable;

/** What comes with a piece of a streamed answer: the handle to cancel it, and where the piece comes from. */
public final class SsdPartialResponseContext extends PartialResponseContext {

    private final @Nullable String drafter;

    SsdPartialResponseContext(StreamingHandle handle, @Nullable String drafter) {
        super(handle);
        this.drafter = drafter;
    }

    /**
     * Who drafted the token that completed this text, {@code look-up} for example: the name in {@link
     * io.github.ssd4j.speculative.DrafterStats}. Null if the full model wrote it.
     */
    public @Nullable String drafter() {
        return drafter;
    }

    /** Whether the token that completed this text was drafted, and accepted by the full model. */
    public boolean drafted() {
        return drafter != null;
    }
}
