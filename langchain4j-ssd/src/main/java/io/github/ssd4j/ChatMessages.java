package io.github.ssd4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.chat.Tool;
import io.github.ssd4j.checkpoint.PromptText;
import io.github.ssd4j.internal.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** LangChain4j's messages and tools as chat templates take them. The thoughts of earlier answers are left out. */
final class ChatMessages {

    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

    private final List<Map<String, Object>> maps = new ArrayList<>();
    private final List<PendingCall> pendingCalls = new ArrayList<>();
    private int calls;

    /** A request that no result has answered yet, and what it is called in the template's conversation. */
    private record PendingCall(ToolExecutionRequest request, String id) {

        /** Requests of some providers have no identifier: their results go by the name of the tool. */
        boolean isAnsweredBy(ToolExecutionResultMessage result) {
            return isBlank(request.id())
                    ? Objects.equals(request.name(), result.toolName())
                    : request.id().equals(result.id());
        }
    }

    private ChatMessages() {}

    /**
     * The prompt that a conversation makes, with what introduces the model's answer.
     *
     * @param tools those that the model may call, empty if none
     * @throws UnsupportedFeatureException if a message is, or contains, what the provider cannot hand to a model
     * @throws io.github.ssd4j.chat.ChatTemplateException if the template refuses the conversation
     */
    static PromptText render(ChatTemplate template, List<ChatMessage> messages, List<Tool> tools) {
        return template.prompt(toTemplate(messages), tools, true);
    }

    /** One map with {@code role} and {@code content} for each message. Text that a message lacks is empty. */
    static List<Map<String, Object>> toTemplate(List<ChatMessage> messages) {
        ChatMessages conversation = new ChatMessages();
        messages.forEach(conversation::add);
        return List.copyOf(conversation.maps);
    }

    static List<Tool> tools(List<ToolSpecification> specifications) {
        return specifications.stream().map(ChatMessages::tool).toList();
    }

    static Tool tool(ToolSpecification specification) {
        JsonNode parameters = parsed(specification.toJson()).path("parameters");
        if (!parameters.isObject()) {
            parameters =
                    JsonNodeFactory.instance.objectNode().put("type", "object").set("properties", emptyObject());
        }
        return new Tool(specification.name(), specification.description(), parameters);
    }

    private static JsonNode emptyObject() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: %s".formatted(json), e);
        }
    }

    private void add(ChatMessage message) {
        requireSupported(message);
        if (message instanceof SystemMessage system) {
            maps.add(message("system", system.text()));
        } else if (message instanceof UserMessage user) {
            pendingCalls.clear();
            maps.add(message("user", text(user.contents())));
        } else if (message instanceof ToolExecutionResultMessage result) {
            maps.add(result(result));
        } else {
            maps.add(answer((AiMessage) message));
        }
    }

    private Map<String, Object> answer(AiMessage answer) {
        pendingCalls.clear();
        Map<String, Object> map = message("assistant", Objects.toString(answer.text(), ""));
        if (answer.hasToolExecutionRequests()) {
            map.put(
                    "tool_calls",
                    answer.toolExecutionRequests().stream().map(this::call).toList());
        }
        return map;
    }

    private Map<String, Object> call(ToolExecutionRequest request) {
        PendingCall call = new PendingCall(request, id(request.id()));
        pendingCalls.add(call);
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", request.name());
        function.put("arguments", arguments(request.arguments()));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", call.id());
        map.put("type", "function");
        map.put("function", function);
        return map;
    }

    /** A map, which is what templates want; text that is no JSON object stays as the model wrote it. */
    private static Object arguments(String json) {
        if (isBlank(json)) {
            return Map.of();
        }
        try {
            JsonNode arguments = Json.mapper().readTree(json);
            return arguments.isObject() ? Json.mapper().convertValue(arguments, MAP) : json;
        } catch (JsonProcessingException e) {
            return json;
        }
    }

    /** A memory may have evicted the request that a result answers: the template, or what mends for it, takes it so. */
    private Map<String, Object> result(ToolExecutionResultMessage result) {
        Optional<PendingCall> call = pendingCalls.stream()
                .filter(pending -> pending.isAnsweredBy(result))
                .findFirst();
        call.ifPresent(pendingCalls::remove);
        Map<String, Object> map = message("tool", text(result.contents()));
        map.put("name", call.map(answered -> answered.request().name()).orElse(result.toolName()));
        map.put("tool_call_id", call.map(PendingCall::id).orElseGet(() -> id(result.id())));
        return map;
    }

    private String id(@Nullable String given) {
        String id = given == null || given.isBlank() ? "call_%d".formatted(calls) : given;
        calls++;
        return id;
    }

    private static Map<String, Object> message(String role, String content) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("role", role);
        map.put("content", content);
        return map;
    }

    private static String text(List<Content> contents) {
        return contents.stream().map(content -> ((TextContent) content).text()).collect(Collectors.joining("\n"));
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    /** @throws UnsupportedFeatureException if the message is, or contains, what the provider cannot hand to a model */
    static void requireSupported(ChatMessage message) {
        if (message instanceof UserMessage user) {
            requireText(user.contents(), "%s content");
        } else if (message instanceof ToolExecutionResultMessage result) {
            requireText(result.contents(), "non-text content (%s) of a tool result");
        } else if (!(message instanceof SystemMessage || message instanceof AiMessage)) {
            throw new UnsupportedFeatureException(
                    "messages of type %s are not supported yet by this model provider".formatted(message.type()));
        }
    }

    private static void requireText(List<Content> contents, String what) {
        for (Content content : contents) {
            if (!(content instanceof TextContent)) {
                String type = content.type().name().toLowerCase(Locale.ROOT);
                throw new UnsupportedFeatureException(
                        "%s is not supported yet by this model provider".formatted(what.formatted(type)));
            }
        }
    }
}
