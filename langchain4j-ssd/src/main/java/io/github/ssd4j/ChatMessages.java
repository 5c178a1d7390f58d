package io.github.ssd4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** LangChain4j's messages as chat templates take them. */
final class ChatMessages {

    private ChatMessages() {}

    /** One map with {@code role} and {@code content} for each message. Text that a message lacks is empty. */
    static List<Map<String, Object>> toTemplate(List<ChatMessage> messages) {
        return messages.stream().map(ChatMessages::toTemplate).toList();
    }

    private static Map<String, Object> toTemplate(ChatMessage message) {
        requireSupported(message);
        if (message instanceof SystemMessage system) {
            return message("system", system.text());
        }
        if (message instanceof UserMessage user) {
            return message(
                    "user",
                    user.contents().stream()
                            .map(content -> ((TextContent) content).text())
                            .collect(Collectors.joining("\n")));
        }
        return message("assistant", Objects.toString(((AiMessage) message).text(), ""));
    }

    private static Map<String, Object> message(String role, String content) {
        return Map.of("role", role, "content", content);
    }

    /** @throws UnsupportedFeatureException if the message is, or contains, what the provider cannot hand to a model */
    static void requireSupported(ChatMessage message) {
        if (message instanceof UserMessage user) {
            user.contents().forEach(ChatMessages::requireText);
        } else if (message instanceof AiMessage ai) {
            if (ai.hasToolExecutionRequests()) {
                throw new UnsupportedFeatureException(
                        "tool execution requests in messages are not supported yet by this model provider");
            }
        } else if (!(message instanceof SystemMessage)) {
            throw new UnsupportedFeatureException(
                    "messages of type %s are not supported yet by this model provider".formatted(message.type()));
        }
    }

    private static void requireText(Content content) {
        if (!(content instanceof TextContent)) {
            throw new UnsupportedFeatureException("%s content is not supported yet by this model provider"
                    .formatted(content.type().name().toLowerCase(Locale.ROOT)));
        }
    }
}
