package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.internal.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is built on the decoder does with every family what it does with Llama: skip profiles, grammars, estimated tokens. */
class FamilyChatTest {

    private static final Path FAMILIES = Path.of("src/test/resources/families");
    private static final ChatRequest REQUEST = ChatRequest.builder()
            .messages(UserMessage.from("Is Rome in Italy?"))
            .responseFormat(ResponseFormat.builder()
                    .type(ResponseFormatType.JSON)
                    .jsonSchema(JsonSchema.builder()
                            .name("answer")
                            .rootElement(JsonObjectSchema.builder()
                                    .addBooleanProperty("right")
                                    .addEnumProperty("capital", List.of("Rome", "Milan"))
                                    .required("right", "capital")
                                    .build())
                            .build())
                    .build())
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mistral.gguf",
                "qwen2.gguf",
                "qwen3.gguf",
                "smollm3.gguf",
                "phi3.gguf",
                "phi4-mini",
                "gemma2.gguf",
                "gemma3.gguf"
            })
    void should_answer_by_a_schema_with_a_skip_profile_as_without(String file) throws Exception {
        String plain = answer(file, SkipProfile.NONE);

        assertThat(answer(file, SkipProfile.of("some", List.of(1), List.of(0, 2))))
                .isEqualTo(plain);
        JsonNode json = Json.mapper().readTree(plain);
        assertThat(json.get("right").isBoolean()).isTrue();
        assertThat(json.get("capital").textValue()).isIn("Rome", "Milan");
    }

    private static String answer(String file, SkipProfile profile) {
        try (SsdEngine engine = SsdEngine.builder()
                .model(FAMILIES.resolve(file))
                .device("cpu")
                .dtype("float32")
                .chatTemplate("{% for message in messages %}{{ message.content }}\n{% endfor %}")
                .skipProfile(profile)
                .build()) {
            ChatResponse response = SsdChatModel.builder()
                    .engine(engine)
                    .temperature(0.0)
                    .maxOutputTokens(200)
                    .build()
                    .chat(REQUEST);
            assertThat(new SsdTokenCountEstimator(engine).estimateTokenCountInMessages(REQUEST.messages()))
                    .isPositive()
                    .isLessThanOrEqualTo(response.tokenUsage().inputTokenCount());
            return response.aiMessage().text();
        }
    }
}
