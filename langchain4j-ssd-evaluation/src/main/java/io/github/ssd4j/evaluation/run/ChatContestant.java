package io.github.ssd4j.evaluation.run;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import io.github.ssd4j.evaluation.prompt.Conversation;
import io.github.ssd4j.evaluation.prompt.Message;
import io.github.ssd4j.internal.Ensure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any chat model of LangChain4j. It tells no time of its own, so that of a whole call counts, and no rounds. Its tokens are
 * those of its token usage; where it tells none, the words of the answer.
 */
public final class ChatContestant implements Contestant {

    private final String name;
    private final ChatModel model;
    private final int maxTokens;
    private final double temperature;

    /**
     * Closes the model with it, if it can be closed.
     *
     * @param maxTokens the longest answer
     * @param temperature 0 is greedy
     */
    public ChatContestant(String name, ChatModel model, int maxTokens, double temperature) {
        this.name = Ensure.notBlank(name, "name");
        this.model = Ensure.notNull(model, "model");
        this.maxTokens = Ensure.positive(maxTokens, "maxTokens");
        this.temperature = temperature;
    }

    @Override
    public String name() {
        return name;
    }

    /** The seed cannot be handed on: LangChain4j has no such parameter that all models know. */
    @Override
    public Answer answer(String session, Conversation conversation, long seed) {
        Ensure.that(!conversation.raw(), "a chat model answers conversations, not raw texts");
        if (conversation.schema() != null) {
            throw new LeftOutException("it asks for JSON under a schema, which chat models are not asked for here");
        }
        ChatRequest request = ChatRequest.builder()
                .messages(conversation.messages().stream()
                        .map(ChatContestant::message)
                        .toList())
                .maxOutputTokens(maxTokens)
                .temperature(temperature)
                .build();
        long start = System.nanoTime();
        ChatResponse response = model.chat(request);
        long nanos = System.nanoTime() - start;
        String text =
                response.aiMessage().text() == null ? "" : response.aiMessage().text();
        TokenUsage usage = response.tokenUsage();
        int tokens = count(usage == null ? null : usage.outputTokenCount(), text);
        int promptTokens = usage == null || usage.inputTokenCount() == null ? 0 : usage.inputTokenCount();
        return new Answer(text, null, promptTokens, tokens, tokens, nanos, nanos, null);
    }

    private static int count(@Nullable Integer told, String text) {
        return told != null
                ? told
                : text.isBlank() ? 0 : List.of(text.strip().split("\\s+", -1)).size();
    }

    private static ChatMessage message(Message message) {
        return switch (message.role()) {
            case SYSTEM -> SystemMessage.from(message.text());
            case USER -> UserMessage.from(message.text());
            case ASSISTANT -> AiMessage.from(message.text());
        };
    }

    @Override
    public void close() {
        if (model instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("the model " + name + " cannot be closed", e);
            }
        }
    }
}
