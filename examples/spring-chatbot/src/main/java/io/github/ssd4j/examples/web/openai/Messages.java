package io.github.ssd4j.examples.web.openai;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Translates the messages of a request. */
final class Messages {

    private final List<ChatMessage> translated = new ArrayList<>();
    /** Names of the tools that were called, by the ids of the calls: a result has the id only. */
    private final Map<String, String> calls = new HashMap<>();

    private Messages() {}

    /** @throws OpenAiException if one is wrong, or none is there */
    static List<ChatMessage> of(@Nullable List<ChatCompletionRequest.Message> messages) {
        if (messages == null || messages.isEmpty()) {
            throw OpenAiException.invalid("messages", "'messages' needs at least one message.");
        }
        Messages translation = new Messages();
        for (int i = 0; i < messages.size(); i++) {
            translation.add(messages.get(i), "messages[%s]".formatted(i));
        }
        return translation.translated;
    }

    private void add(ChatCompletionRequest.@Nullable Message message, String at) {
        if (message == null) {
            throw OpenAiException.invalid(at, "'%s' is null.".formatted(at));
        }
        String role = required(message.role(), at + ".role");
        translated.add(
                switch (role) {
                    case "system", "developer" -> SystemMessage.from(requiredText(message, at));
                    case "user" -> UserMessage.from(requiredText(message, at));
                    case "assistant" -> assistant(message, at);
                    case "tool" -> result(message, at);
                    default ->
                        throw OpenAiException.invalid(
                                at + ".role",
                                "'%s.role' must be system, developer, user, assistant or tool, but is: '%s'."
                                        .formatted(at, role));
                });
    }

    private ChatMessage assistant(ChatCompletionRequest.Message message, String at) {
        String text = text(message.content(), at + ".content");
        List<ToolExecutionRequest> requests = new ArrayList<>();
        List<ChatCompletionRequest.ToolCall> given = message.toolCalls() == null ? List.of() : message.toolCalls();
        for (int i = 0; i < given.size(); i++) {
            requests.add(call(given.get(i), "%s.tool_calls[%s]".formatted(at, i)));
        }
        if (text == null && requests.isEmpty()) {
            throw OpenAiException.invalid(at + ".content", "'%s' needs 'content', or 'tool_calls'.".formatted(at));
        }
        return AiMessage.builder().text(text).toolExecutionRequests(requests).build();
    }

    private ToolExecutionRequest call(ChatCompletionRequest.@Nullable ToolCall call, String at) {
        if (call == null || call.function() == null) {
            throw OpenAiException.invalid(at + ".function", "'%s.function' is missing.".formatted(at));
        }
        String id = required(call.id(), at + ".id");
        String name = required(call.function().name(), at + ".function.name");
        calls.put(id, name);
        String arguments = call.function().arguments();
        return ToolExecutionRequest.builder()
                .id(id)
                .name(name)
                .arguments(arguments == null ? "" : arguments)
                .build();
    }

    private ChatMessage result(ChatCompletionRequest.Message message, String at) {
        String id = required(message.toolCallId(), at + ".tool_call_id");
        String name = calls.get(id);
        if (name == null) {
            throw OpenAiException.invalid(
                    at + ".tool_call_id",
                    "'%s.tool_call_id' names no call of a tool before it: '%s'.".formatted(at, id));
        }
        return ToolExecutionResultMessage.from(id, name, requiredText(message, at));
    }

    private static String requiredText(ChatCompletionRequest.Message message, String at) {
        return required(text(message.content(), at + ".content"), at + ".content");
    }

    private static String required(@Nullable String value, String field) {
        if (value == null) {
            throw OpenAiException.invalid(field, "'%s' is missing.".formatted(field));
        }
        return value;
    }

    /** Null if there is none. */
    private static @Nullable String text(@Nullable JsonNode content, String at) {
        if (content == null || content.isNull()) {
            return null;
        }
        if (content.isString()) {
            return content.stringValue();
        }
        if (!content.isArray()) {
            throw OpenAiException.invalid(at, "'%s' must be a text or an array of parts.".formatted(at));
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            texts.add(part(content.get(i), "%s[%s]".formatted(at, i)));
        }
        return String.join("\n", texts);
    }

    private static String part(JsonNode part, String at) {
        String type = part.path("type").asString("");
        if (!type.equals("text")) {
            throw OpenAiException.invalid(
                    at + ".type",
                    "'%s.type' must be 'text', for this model reads nothing else, but is: '%s'.".formatted(at, type));
        }
        if (!part.path("text").isString()) {
            throw OpenAiException.invalid(at + ".text", "'%s.text' must be a text.".formatted(at));
        }
        return part.get("text").stringValue();
    }
}
