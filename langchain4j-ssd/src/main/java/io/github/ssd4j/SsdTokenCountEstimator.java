package io.github.ssd4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.TokenCountEstimator;
import io.github.ssd4j.chat.ChatTemplateException;
import io.github.ssd4j.checkpoint.PromptText;
import io.github.ssd4j.internal.Ensure;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts tokens with the tokenizer and the chat template of an engine, for a {@code TokenWindowChatMemory} or a splitter
 * of documents.
 *
 * <ul>
 *   <li>A text counts as its own tokens, without those that the model wants around a text; what it spells like a control
 *       token counts as the ordinary tokens that a prompt has for it.
 *   <li>Messages count as the prompt that is made of them, with what introduces the model's answer: exactly the prompt
 *       tokens of the answer's statistics, if the request has no tools. No message is no token.
 *   <li>One message counts as the difference that it makes in a conversation: its text and what the template writes around
 *       it, but neither the start of the prompt nor the introduction of the answer. A system message that replaces one of
 *       the template's own counts as its text at least.
 * </ul>
 *
 * <p>A conversation that is changed because the template refuses it, for instance one whose first question was evicted, counts
 * as it is then. One that the template refuses in every form counts as the sum of its messages and what a prompt has
 * besides them, and a message that the template refuses in every place counts as its text.
 *
 * <p>Thread-safe; does not wait for the answers of the engine. Fails with {@link IllegalStateException} once the engine is
 * closed, and for messages also if it has no chat template; with {@link
 * dev.langchain4j.exception.UnsupportedFeatureException} for content that the provider cannot hand to a model.
 */
public final class SsdTokenCountEstimator implements TokenCountEstimator {

    private static final UserMessage QUESTION = UserMessage.from("Hello");

    private static final AiMessage ANSWER = AiMessage.from("Hi");

    private final SsdEngine engine;

    /** Borrows {@code engine}. */
    public SsdTokenCountEstimator(SsdEngine engine) {
        this.engine = Ensure.notNull(engine, "engine");
    }

    @Override
    public int estimateTokenCountInText(String text) {
        return engine.tokenizer().encode(PromptText.ofContent(text)).length;
    }

    @Override
    public int estimateTokenCountInMessage(ChatMessage message) {
        Ensure.notNull(message, "message");
        try {
            return message instanceof SystemMessage
                    // Without it, the template may write a system message of its own.
                    ? Math.max(
                            textTokens(message),
                            promptTokens(List.of(message, QUESTION)) - promptTokens(List.of(QUESTION)))
                    : Math.max(0, differenceBehind(before(message), message));
        } catch (ChatTemplateException e) {
            return textTokens(message);
        }
    }

    @Override
    public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
        List<ChatMessage> conversation = new ArrayList<>();
        messages.forEach(conversation::add);
        if (conversation.isEmpty()) {
            return 0;
        }
        try {
            return promptTokens(conversation);
        } catch (ChatTemplateException e) {
            return conversation.stream()
                            .mapToInt(this::estimateTokenCountInMessage)
                            .sum()
                    + frameTokens();
        }
    }

    private int differenceBehind(List<ChatMessage> conversation, ChatMessage message) {
        List<ChatMessage> longer = new ArrayList<>(conversation);
        longer.add(message);
        return promptTokens(longer) - promptTokens(conversation);
    }

    /** A conversation that any template accepts, and in which {@code message} may come next. */
    private static List<ChatMessage> before(ChatMessage message) {
        if (message instanceof AiMessage) {
            return List.of(QUESTION);
        }
        if (message instanceof ToolExecutionResultMessage result) {
            ToolExecutionRequest call = ToolExecutionRequest.builder()
                    .id(result.id())
                    .name(result.toolName())
                    .arguments("{}")
                    .build();
            return List.of(QUESTION, AiMessage.from(call));
        }
        return List.of(QUESTION, ANSWER);
    }

    /** What a prompt has besides its messages; 0 if the template refuses even a question. */
    private int frameTokens() {
        try {
            return Math.max(0, promptTokens(List.of(QUESTION)) - estimateTokenCountInMessage(QUESTION));
        } catch (ChatTemplateException e) {
            return 0;
        }
    }

    private int promptTokens(List<ChatMessage> messages) {
        return engine.encode(messages).length;
    }

    private int textTokens(ChatMessage message) {
        Object text = ChatMessages.toTemplate(List.of(message)).get(0).get("content");
        return text == null ? 0 : estimateTokenCountInText(text.toString());
    }
}
