package io.github.ssd4j.evaluation.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.ssd4j.SsdChatModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SsdAsPeerTest {

    private static final String MODEL = "../langchain4j-ssd/src/test/resources/stories260K/stories260K";

    private static final String TEMPLATE = "{{ messages[0].content }}";

    @Test
    void should_answer_as_the_model_that_is_built_in_code() {
        Map<String, String> properties = Map.of(
                "model", MODEL,
                "dtype", "float32",
                "chatTemplate", TEMPLATE,
                "temperature", "0",
                "maxOutputTokens", "24",
                "stopSequences", "dragon,castle",
                "speculative", "false",
                "timeout", "2m");

        try (PeerModel peer = PeerModel.create("io.github.ssd4j.SsdChatModel", properties, List.of());
                SsdChatModel model = SsdChatModel.builder()
                        .model(Path.of(MODEL))
                        .dtype("float32")
                        .chatTemplate(TEMPLATE)
                        .temperature(0.0)
                        .maxOutputTokens(24)
                        .build()) {
            UserMessage question = UserMessage.from("Once upon a time");
            ChatResponse answer = peer.chat(question);

            assertThat(answer.aiMessage().text())
                    .isNotBlank()
                    .isEqualTo(model.chat(question).aiMessage().text());
            assertThat(answer.tokenUsage().outputTokenCount()).isEqualTo(24);
            assertThat(peer.defaultRequestParameters().stopSequences()).containsExactly("dragon", "castle");
            assertThat(peer.supportedCapabilities()).isEqualTo(model.supportedCapabilities());
        }
    }

    @Test
    void should_name_options_that_texts_cannot_be() {
        assertThatThrownBy(() -> PeerModel.create("io.github.ssd4j.SsdChatModel", Map.of("engine", "e"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "property 'engine' of io.github.ssd4j.SsdChatModel cannot be given as a text: it is ");
        assertThatThrownBy(() -> PeerModel.create("io.github.ssd4j.SsdChatModel", Map.of("max-draft", "3"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "io.github.ssd4j.SsdChatModel has no property 'max-draft': it has chatTemplate, contextTokens,");
    }
}
