package io.github.ssd4j.examples.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be set under {@code chatbot}; the engine has properties of its own, {@code langchain4j.ssd}.
 *
 * @param model a checkpoint directory, a {@code .gguf} file or a name; without it, a default from the first place
 *     that has it
 * @param offline whether the network must not be used to find the model
 * @param demonstration whether the model is the tiny built-in one; set by {@link ModelInitializer}
 * @param systemMessage tells the model who it is; blank for none. Not used for a model without a chat template
 * @param maxAnswerTokens how long an answer may be; at most half of the context
 * @param maxConversations how many conversations are kept; the longest unused one that is not being answered makes room
 *     for the next
 * @param conversations the folder in which conversations are kept over a restart; blank: they are kept in memory only
 * @param maxQuestions how many questions a conversation may have
 * @param maxCharacters how much text a conversation may have, all questions and answers together; the last answer may go
 *     beyond
 * @param keepAlive how often a browser that waits hears that it still does, by which one that has left is noticed
 * @param writerThreads how many browsers can be written to at once; a slow one holds up no other until they are as many
 */
@ConfigurationProperties("chatbot")
public record ChatbotProperties(
        @Nullable String model,
        @DefaultValue("false") boolean offline,
        @DefaultValue("false") boolean demonstration,

        @DefaultValue("You are a friendly assistant who answers briefly and to the point.")
        String systemMessage,

        @DefaultValue("512") int maxAnswerTokens,
        @DefaultValue("") String conversations,
        @DefaultValue("200") int maxConversations,
        @DefaultValue("500") int maxQuestions,
        @DefaultValue("500000") int maxCharacters,
        @DefaultValue("3s") Duration keepAlive,
        @DefaultValue("16") int writerThreads) {

    static final String MODEL = "chatbot.model";
    static final String OFFLINE = "chatbot.offline";
    static final String DEMONSTRATION = "chatbot.demonstration";

    public ChatbotProperties {
        requirePositive("chatbot.max-answer-tokens", maxAnswerTokens);
        requirePositive("chatbot.max-conversations", maxConversations);
        requirePositive("chatbot.max-questions", maxQuestions);
        requirePositive("chatbot.max-characters", maxCharacters);
        requirePositive("chatbot.writer-threads", writerThreads);
        if (keepAlive.toMillis() < 1) {
            throw new IllegalArgumentException("chatbot.keep-alive must be more than zero, but is: " + keepAlive);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be more than zero, but is: %s".formatted(name, value));
        }
    }
}
