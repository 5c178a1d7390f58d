package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import io.github.ssd4j.chat.Tool;
import io.github.ssd4j.chat.ToolDialect;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.speculative.TokenConstraint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A required call of a model that writes {@code [TOOL_CALLS]name[ARGS]{...}}, in files where one of the marks is a special token. */
class RequiredCallFormTest {

    private static final String TEMPLATE =
            "{{ bos_token }}{% if tools %}{{ tools | tojson }}{% endif %}{% for m in messages %}{{ m.content }}"
                    + "{% for c in m.tool_calls %}[TOOL_CALLS]{{ c.function.name }}[ARGS]{{ c.function.arguments | tojson }}"
                    + "{% endfor %}{% endfor %}";

    private static final int ROOM = 200;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"[TOOL_CALLS]", "[ARGS]"})
    void a_required_call_should_have_the_form_of_the_model(String mark) throws IOException {
        try (SsdEngine engine = engine(mark);
                SsdChatModel model = SsdChatModel.builder().engine(engine).build()) {
            assertThat(engine.requireChatTemplate().toolDialect()).isEqualTo(ToolDialect.MISTRAL_ARGS);
            AiMessage answer = model.chat(ChatRequest.builder()
                            .messages(UserMessage.from("Once upon a time"))
                            .parameters(parameters())
                            .build())
                    .aiMessage();

            assertThat(answer.text()).isNull();
            assertThat(answer.toolExecutionRequests())
                    .isNotEmpty()
                    .extracting(ToolExecutionRequest::name)
                    .containsOnly("look");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[TOOL_CALLS]", "[ARGS]"})
    void the_special_token_should_be_allowed_where_its_mark_is(String mark) throws IOException {
        try (SsdEngine engine = engine(mark)) {
            Tool tool = new Tool("look", null, JsonNodeFactory.instance.objectNode());
            TokenConstraint.State state = engine.constraints()
                    .of(parameters(), List.of(tool), ToolDialect.MISTRAL_ARGS)
                    .orElseThrow()
                    .start();
            Tokenizer tokenizer = engine.tokenizer();

            for (String part : List.of("[TOOL_CALLS]", "look", "[ARGS]")) {
                boolean special = part.equals(mark);
                assertThat(state.allowed(ROOM).allows(StoriesFile.DOT)).isEqualTo(special);
                state = special ? state.advance(StoriesFile.DOT) : spelled(state, part, tokenizer);
            }
            assertThat(state.allowed(ROOM).allows(StoriesFile.DOT)).isFalse();
            state = spelled(state, "{}", tokenizer);
            assertThat(state.allowed(ROOM).allows(StoriesFile.DOT)).isEqualTo(mark.equals("[TOOL_CALLS]"));
        }
    }

    /** Byte by byte: the vocabulary has a token for each. */
    private static TokenConstraint.State spelled(TokenConstraint.State start, String text, Tokenizer tokenizer) {
        TokenConstraint.State state = start;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            int id = tokenizer
                    .tokenId(String.valueOf(character))
                    .orElseGet(() -> tokenizer
                            .tokenId("<0x%02X>".formatted((int) character))
                            .orElseThrow());
            state = state.advance(id);
        }
        return state;
    }

    private static SsdChatRequestParameters parameters() {
        return SsdChatRequestParameters.builder()
                .toolSpecifications(ToolSpecification.builder()
                        .name("look")
                        .parameters(JsonObjectSchema.builder().build())
                        .build())
                .toolChoice(ToolChoice.REQUIRED)
                .maxOutputTokens(ROOM)
                .build();
    }

    private SsdEngine engine(String mark) throws IOException {
        Path file = new StoriesFile().rename(mark, StoriesFile.CONTROL).writeTo(folder.resolve("stories.gguf"));
        return SsdEngine.builder()
                .model(file)
                .chatTemplate(TEMPLATE)
                .device("cpu")
                .dtype("float32")
                .build();
    }
}
