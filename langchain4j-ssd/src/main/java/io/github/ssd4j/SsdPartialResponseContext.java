package io.github.ssd4j;

import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingHandle;

/** What comes with a piece of a streamed answer: the handle to cancel it, and where the piece comes from. */
public final class SsdPartialResponseContext extends PartialResponseContext {

    private final boolean drafted;

    SsdPartialResponseContext(StreamingHandle handle, boolean drafted) {
        super(handle);
        this.drafted = drafted;
    }

    /** Whether the token that completed this text was proposed by the skipped model and accepted by the full one. */
    public boolean drafted() {
        return drafted;
    }
}
