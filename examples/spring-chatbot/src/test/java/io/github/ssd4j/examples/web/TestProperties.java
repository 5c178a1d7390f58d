package io.github.ssd4j.examples.web;

import java.time.Duration;

/** Properties for tests without a server. */
final class TestProperties {

    private TestProperties() {}

    /** @param conversations the folder; empty for none */
    static ChatbotProperties with(String conversations, int maxConversations, int maxQuestions, int maxCharacters) {
        return new ChatbotProperties(
                null,
                false,
                false,
                "",
                10,
                conversations,
                maxConversations,
                maxQuestions,
                maxCharacters,
                Duration.ofSeconds(3),
                1);
    }
}
