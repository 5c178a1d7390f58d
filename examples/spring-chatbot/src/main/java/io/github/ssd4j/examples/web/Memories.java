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
import org.jspecify.annotations.Nullable;
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
    private final int contextTokens;
    private final String systemMessage;
    private final boolean plain;
    private final int maxAnswerTokens;

    Memories(SsdEngine engine, ChatbotProperties properties, EngineTemplate template) {
        this.estimator = new SsdTokenCountEstimator(engine);
        this.contextTokens = engine.contextTokens();
        this.plain = template.isPlain();
        this.systemMessage = properties.systemMessage();
        this.maxAnswerTokens = Math.min(properties.maxAnswerTokens(), mostAnswerTokens());
    }

    /** How long an answer may be unless a question says otherwise. */
    int maxAnswerTokens() {
        return maxAnswerTokens;
    }

    /** How long a question may let its answer be. */
    int mostAnswerTokens() {
        return contextTokens / 2;
    }

    /**
     * The memory's measures for a question.
     *
     * @param system tells the model who it is; blank for nothing; null: as configured
     * @param answerTokens how long the answer may be; null: as configured
     * @throws IllegalArgumentException if the answer may not be as long
     */
    Room room(@Nullable String system, @Nullable Integer answerTokens) {
        int tokens = answerTokens == null ? maxAnswerTokens : answerTokens;
        if (tokens < 1 || tokens > mostAnswerTokens()) {
            throw new IllegalArgumentException("The longest answer must be between 1 and %s tokens, but is: %s"
                    .formatted(mostAnswerTokens(), tokens));
        }
        String text = system == null ? systemMessage : system;
        return new Room(
                plain || text.isBlank() ? List.of() : List.of(SystemMessage.from(text)),
                contextTokens - tokens,
                tokens);
    }

    /** How much of the context is for the prompt and how much for the answer, and what every prompt begins with. */
    final class Room {

        private final List<ChatMessage> beginning;
        private final int promptTokens;
        private final int answerTokens;

        private Room(List<ChatMessage> beginning, int promptTokens, int answerTokens) {
            this.beginning = beginning;
            this.promptTokens = promptTokens;
            this.answerTokens = answerTokens;
        }

        int answerTokens() {
            return answerTokens;
        }

        /** A new memory with what was said before. */
        AnswerMemory copyOf(List<ChatMessage> conversation) {
            TokenWindowChatMemory window = TokenWindowChatMemory.builder()
                    .maxTokens(promptTokens, estimator)
                    .build();
            List<ChatMessage> all = new ArrayList<>(beginning);
            all.addAll(conversation);
            window.set(all);
            return new AnswerMemory(window);
        }

        /** @throws QuestionTooLongException if the model could not read the question, even without what was said before */
        void requireFits(String question) {
            List<ChatMessage> prompt = new ArrayList<>(beginning);
            prompt.add(UserMessage.from(question));
            int tokens = estimator.estimateTokenCountInMessages(prompt);
            if (tokens > promptTokens) {
                throw new QuestionTooLongException(
                        "The message is too long: it has %s tokens, and this model reads %s at most. Shorten it."
                                .formatted(tokens, promptTokens));
            }
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
