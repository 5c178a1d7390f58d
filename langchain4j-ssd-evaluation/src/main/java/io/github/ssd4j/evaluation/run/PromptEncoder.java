package io.github.ssd4j.evaluation.run;

import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.evaluation.prompt.Conversation;
import io.github.ssd4j.evaluation.prompt.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a prompt of a conversation: through the model's chat template, or, for a raw one, as the text is. Thread-safe.
 *
 * @param template of the model; needed for conversations that are not raw
 */
public record PromptEncoder(Tokenizer tokenizer, Optional<ChatTemplate> template) {

    /**
     * The tokens of the prompt.
     *
     * @throws IllegalArgumentException if the conversation is not raw and the model has no chat template
     */
    public int[] encode(Conversation conversation) {
        if (conversation.raw()) {
            return tokenizer.encode(conversation.messages().get(0).text(), true);
        }
        ChatTemplate chat = template.orElseThrow(
                () -> new IllegalArgumentException("the model has no chat template: use --prompt-style raw"));
        List<Map<String, Object>> messages =
                conversation.messages().stream().map(PromptEncoder::map).toList();
        return tokenizer.encode(chat.prompt(messages, true));
    }

    private static Map<String, Object> map(Message message) {
        return Map.of("role", message.role().name().toLowerCase(Locale.ROOT), "content", message.text());
    }
}
