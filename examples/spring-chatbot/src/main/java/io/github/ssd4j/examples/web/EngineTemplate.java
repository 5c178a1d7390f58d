package io.github.ssd4j.examples.web;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Whether the model takes part in a conversation by a chat template, or only continues a text. */
@Component
public final class EngineTemplate {

    private final boolean plain;

    EngineTemplate(@Value("${" + ModelInitializer.CHAT_TEMPLATE + ":}") String template) {
        this.plain = template.equals(ModelInitializer.PLAIN);
    }

    /** True for a model that was never trained to chat: it knows neither roles nor system messages. */
    public boolean isPlain() {
        return plain;
    }
}
