package io.github.ssd4j.examples.web;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.memory.chat.TokenWindowChatMemory;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdTokenCountEstimator;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Gives each answer a memory that fits the model's context and leaves room for the answer.
 *
 * <p>An answer works on a copy of its conversation's memory; the conversation takes over what has become of it when the
 * answer is over. So an answer that fails leaves no trace, and one that was stopped while it waited cannot write into
 * the next one's.
 */
@Component(Assistant.MEMORIES)
final class Memories implements ChatMemoryProvider {

    private final SsdTokenCountEstimator estimator;
    private final List<ChatMessage> beginning;
    private final int maxPromptTokens;
    private final int maxAnswerTokens;

    Memories(SsdEngine engine, ChatbotProperties properties, EngineTemplate template) {
        this.estimator = new SsdTokenCountEstimator(engine);
        this.beginning = template.isPlain() || properties.systemMessage().isBlank()
                ? List.of()
                : List.of(SystemMessage.from(properties.systemMessage()));
        this.maxAnswerTokens = Math.min(properties.maxAnswerTokens(), engine.contextTokens() / 2);
        this.maxPromptTokens = engine.contextTokens() - maxAnswerTokens;
    }

    /** How long an answer may be. */
    int maxAnswerTokens() {
        return maxAnswerTokens;
    }

    /** A new memory with what was said before. */
    ChatMemory copyOf(List<ChatMessage> conversation) {
        TokenWindowChatMemory window = TokenWindowChatMemory.builder()
                .maxTokens(maxPromptTokens, estimator)
                .build();
        window.set(conversation.isEmpty() ? beginning : conversation);
        return new AnswerMemory(window);
    }

    /** @throws QuestionTooLongException if the model could not read the question, even without what was said before */
    void requireFits(String question) {
        List<ChatMessage> prompt = new ArrayList<>(beginning);
        prompt.add(UserMessage.from(question));
        int tokens = estimator.estimateTokenCountInMessages(prompt);
        if (tokens > maxPromptTokens) {
            throw new QuestionTooLongException(
                    "The message is too long: it has %s tokens, and this model reads %s at most. Shorten it."
                            .formatted(tokens, maxPromptTokens));
        }
    }

    /** A message that does not fit into the context. */
    static final class QuestionTooLongException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        QuestionTooLongException(String message) {
            super(message);
        }
    }

    @Override
    public ChatMemory get(Object turn) {
        return ((Turn) turn).memory();
    }
}
