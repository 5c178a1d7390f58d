package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
        ToolExecutionRequest call = ToolExecutionRequest.builder()
                .id("1")
                .name("add")
                .arguments("{}")
                .build();
        return Stream.of(
                Arguments.of(
                        UserMessage.from(TextContent.from("see"), ImageContent.from("file:///cat.jpg")),
                        "image content is not supported yet by this model provider"),
                Arguments.of(
                        UserMessage.from(AudioContent.from("file:///cat.mp3")),
                        "audio content is not supported yet by this model provider"),
                Arguments.of(
                        AiMessage.from(call),
                        "tool execution requests in messages are not supported yet by this model provider"),
                Arguments.of(
                        ToolExecutionResultMessage.from(call, "3"),
                        "messages of type TOOL_EXECUTION_RESULT are not supported yet by this model provider"),
                Arguments.of(
                        CustomMessage.from(Map.of("a", "b")),
                        "messages of type CUSTOM are not supported yet by this model provider"));
    }
}
