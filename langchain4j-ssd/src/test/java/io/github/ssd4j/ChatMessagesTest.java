package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.chat.Tool;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatMessagesTest {

    @Test
    void should_hand_roles_and_texts_to_the_template() {
        List<ChatMessage> messages = List.of(
                SystemMessage.from("be brief"),
                UserMessage.from("hello"),
                AiMessage.from("hi"),
                UserMessage.from(TextContent.from("one"), TextContent.from("two")));

        assertThat(ChatMessages.toTemplate(messages))
                .containsExactly(
                        Map.of("role", "system", "content", "be brief"),
                        Map.of("role", "user", "content", "hello"),
                        Map.of("role", "assistant", "content", "hi"),
                        Map.of("role", "user", "content", "one\ntwo"));
    }

    @Test
    void should_take_messages_of_the_same_role_and_without_text() {
        List<ChatMessage> messages = List.of(
                UserMessage.from("a"),
                UserMessage.from("b"),
                AiMessage.builder().build(),
                AiMessage.from(""));

        assertThat(ChatMessages.toTemplate(messages))
                .extracting(message -> message.get("content"))
                .containsExactly("a", "b", "", "");
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void should_refuse_what_it_cannot_hand_on(ChatMessage message, String failure) {
        assertThatExceptionOfType(UnsupportedFeatureException.class)
                .isThrownBy(() -> ChatMessages.toTemplate(List.of(message)))
                .withMessage(failure);
    }

    static Stream<Arguments> unsupported() {
        return Stream.of(
                Arguments.of(
                        UserMessage.from(TextContent.from("see"), ImageContent.from("file:///cat.jpg")),
                        "image content is not supported yet by this model provider"),
                Arguments.of(
                        UserMessage.from(AudioContent.from("file:///cat.mp3")),
                        "audio content is not supported yet by this model provider"),
                Arguments.of(
                        ToolExecutionResultMessage.builder()
                                .id("1")
                                .toolName("draw")
                                .contents(List.of(ImageContent.from("file:///cat.jpg")))
                                .build(),
                        "non-text content (image) of a tool result is not supported yet by this model provider"),
                Arguments.of(
                        CustomMessage.from(Map.of("a", "b")),
                        "messages of type CUSTOM are not supported yet by this model provider"));
    }

    @Test
    void should_hand_calls_and_results_to_the_template() {
        List<ChatMessage> messages = List.of(
                UserMessage.from("add"),
                AiMessage.builder()
                        .text("I add.")
                        .thinking("Not for the model to see again.")
                        .toolExecutionRequests(List.of(
                                request("a", "add", "{\"b\": [1, 2.5], \"a\": \"Köln\"}"), request("b", "now", "")))
                        .build(),
                ToolExecutionResultMessage.from("b", "now", "noon"),
                ToolExecutionResultMessage.from("a", "add", "3"));

        List<Map<String, Object>> maps = ChatMessages.toTemplate(messages);

        assertThat(maps.get(1))
                .isEqualTo(Map.of(
                        "role",
                        "assistant",
                        "content",
                        "I add.",
                        "tool_calls",
                        List.of(
                                call("a", "add", Map.of("b", List.of(1, 2.5), "a", "Köln")),
                                call("b", "now", Map.of()))));
        assertThat(maps.subList(2, 4))
                .containsExactly(
                        Map.of("role", "tool", "content", "noon", "name", "now", "tool_call_id", "b"),
                        Map.of("role", "tool", "content", "3", "name", "add", "tool_call_id", "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a: 1", "[1]", "words"})
    void arguments_that_are_no_object_should_stay_as_they_are(String arguments) {
        List<Map<String, Object>> maps =
                ChatMessages.toTemplate(List.of(AiMessage.from(request("a", "add", arguments))));

        assertThat(maps.get(0).get("tool_calls")).isEqualTo(List.of(call("a", "add", arguments)));
    }

    @Test
    void requests_without_an_id_should_be_answered_by_name() {
        List<ChatMessage> messages = List.of(
                AiMessage.from(request(null, "add", "{}"), request(null, "now", "{}")),
                ToolExecutionResultMessage.from(null, "now", "noon"),
                ToolExecutionResultMessage.from(null, "add", "3"));

        assertThat(ChatMessages.toTemplate(messages))
                .extracting(message -> message.get("tool_call_id"))
                .containsExactly(null, "call_1", "call_0");
    }

    @ParameterizedTest
    @MethodSource("orphans")
    void should_take_a_result_that_answers_nothing(List<ChatMessage> messages) {
        List<Map<String, Object>> maps = ChatMessages.toTemplate(messages);

        assertThat(maps).hasSameSizeAs(messages);
        assertThat(maps.get(maps.size() - 1))
                .isEqualTo(Map.of("role", "tool", "content", "3", "name", "add", "tool_call_id", "a"));
    }

    static Stream<List<ChatMessage>> orphans() {
        ChatMessage result = ToolExecutionResultMessage.from("a", "add", "3");
        ChatMessage requests = AiMessage.from(request("a", "add", "{}"));
        return Stream.of(
                List.of(result),
                List.of(UserMessage.from("add"), result),
                List.of(AiMessage.from(request("b", "add", "{}")), result),
                List.of(requests, result, result),
                List.of(requests, UserMessage.from("and?"), result),
                List.of(requests, AiMessage.from("no"), result));
    }

    @Test
    void results_without_an_id_that_answer_nothing_should_get_one() {
        List<ChatMessage> messages = List.of(
                ToolExecutionResultMessage.from(null, "now", "noon"),
                AiMessage.from(request(null, "add", "{}")),
                ToolExecutionResultMessage.from(null, "add", "3"));

        assertThat(ChatMessages.toTemplate(messages))
                .extracting(message -> message.get("tool_call_id"))
                .containsExactly("call_0", null, "call_1");
    }

    @Test
    void should_take_requests_that_no_result_answers() {
        assertThat(ChatMessages.toTemplate(
                        List.of(AiMessage.from(request("a", "add", "{}")), UserMessage.from("never mind"))))
                .hasSize(2);
    }

    @Test
    void should_describe_tools_by_json_schema() {
        ToolSpecification add = ToolSpecification.builder()
                .name("add")
                .description("Adds \"numbers\"")
                .parameters(JsonObjectSchema.builder()
                        .addIntegerProperty("b", "the second")
                        .addEnumProperty("a", List.of("x", "y"))
                        .required("b")
                        .build())
                .build();
        ToolSpecification now = ToolSpecification.builder().name("now").build();

        List<Tool> tools = ChatMessages.tools(List.of(add, now));

        assertThat(tools).extracting(Tool::name).containsExactly("add", "now");
        assertThat(tools).extracting(Tool::description).containsExactly("Adds \"numbers\"", null);
        assertThat(tools)
                .extracting(tool -> tool.parameters().toString())
                .containsExactly(
                        "{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"integer\",\"description\":\"the second\"},"
                                + "\"a\":{\"type\":\"string\",\"enum\":[\"x\",\"y\"]}},\"required\":[\"b\"]}",
                        "{\"type\":\"object\",\"properties\":{}}");
    }

    @Test
    void should_render_a_conversation_with_tools() {
        ChatTemplate template = ChatTemplate.of(
                "{{ tools[0].function.name }}{% for m in messages %}|{{ m.role }} {{ m.content }}"
                        + "{% for call in m.tool_calls or [] %}"
                        + "<tool_call>{{ {'name': call.function.name, 'arguments': call.function.arguments} | tojson }}"
                        + "{% endfor %}{% endfor %}{% if add_generation_prompt %}|{% endif %}",
                "", "");
        List<ChatMessage> messages = List.of(
                UserMessage.from("time?"),
                AiMessage.from(request("a", "now", "{\"zone\":\"CET\"}")),
                ToolExecutionResultMessage.from("a", "now", "noon"));

        assertThat(ChatMessages.render(
                                template,
                                messages,
                                ChatMessages.tools(List.of(
                                        ToolSpecification.builder().name("now").build())))
                        .text())
                .isEqualTo("now|user time?|assistant <tool_call>{\"name\": \"now\", \"arguments\": {\"zone\": \"CET\"}}"
                        + "|tool noon|");
    }

    private static ToolExecutionRequest request(@Nullable String id, String name, String arguments) {
        return ToolExecutionRequest.builder()
                .id(id)
                .name(name)
                .arguments(arguments)
                .build();
    }

    private static Map<String, Object> call(String id, String name, Object arguments) {
        return Map.of("id", id, "type", "function", "function", Map.of("name", name, "arguments", arguments));
    }
}
