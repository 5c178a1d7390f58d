package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.github.ssd4j.chat.AnswerParser;
import io.github.ssd4j.chat.AnswerPart;
import io.github.ssd4j.chat.AnswerTags;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.chat.Tool;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.TextStream;
import io.github.ssd4j.checkpoint.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tags that are special tokens, in files whose model writes such a token behind its first sentence. */
class AnswerTagsTest {

    private static final String SENTENCE = ", there was a little girl named Lily";

    private static final Tool NOW = new Tool("now", null, JsonNodeFactory.instance.objectNode());

    private static final String TEMPLATE =
            "{{ bos_token }}{%% for m in messages %%}{{ m.content }}{%% endfor %%}{# %s #}";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"<think>, </think>", "[THINK], [/THINK]"})
    void thoughts_should_begin_at_a_special_token(String open, String close) throws IOException {
        AiMessage answer = answer(open, TEMPLATE.formatted(close));

        assertThat(answer.text()).isEqualTo(SENTENCE);
        assertThat(answer.thinking()).isNotBlank().doesNotContain(open);
    }

    private AiMessage answer(String mark, String template) throws IOException {
        Path file = new StoriesFile().rename(mark, StoriesFile.CONTROL).writeTo(folder.resolve("stories.gguf"));
        try (SsdEngine engine = SsdEngine.builder()
                .model(file)
                .chatTemplate(template)
                .device("cpu")
                .dtype("float32")
                .build()) {
            return SsdChatModel.builder()
                    .engine(engine)
                    .build()
                    .chat(ChatRequest.builder()
                            .messages(UserMessage.from("Once upon a time"))
                            .parameters(SsdChatRequestParameters.builder()
                                    .returnThinking(true)
                                    .maxOutputTokens(30)
                                    .build())
                            .build())
                    .aiMessage();
        }
    }

    @ParameterizedTest
    @CsvSource({"<think>, </think>", "[THINK], [/THINK]"})
    void thoughts_should_end_at_a_special_token(String open, String close) throws IOException {
        String template = TEMPLATE.formatted(close);

        assertThat(parts(close, template, List.of(), open + "H" + close + "Yes"))
                .containsExactly(new AnswerPart.Thinking("H"), new AnswerPart.Text("Yes"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_call_should_begin_at_a_special_token(String mark, String call) throws IOException {
        assertThat(parts(mark, ChatTemplate.plain(), List.of(NOW), "Let me see." + mark + call))
                .containsExactly(new AnswerPart.Text("Let me see."), new AnswerPart.ToolCall("now", "{}"));
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of("[TOOL_CALLS]", "[{\"name\": \"now\", \"arguments\": {}}]"),
                Arguments.of("[TOOL_CALLS]", "now[ARGS]{}"),
                Arguments.of("<|python_tag|>", "{\"name\": \"now\", \"parameters\": {}}"),
                Arguments.of("<tool_call>", "{\"name\": \"now\", \"arguments\": {}}"),
                Arguments.of("<|tool_call|>", "[{\"name\": \"now\", \"arguments\": {}}]"));
    }

    @Test
    void a_special_token_should_be_no_text_where_no_call_follows() throws IOException {
        assertThat(parts("[TOOL_CALLS]", ChatTemplate.plain(), List.of(NOW), "Let me see[TOOL_CALLS]now"))
                .containsExactly(new AnswerPart.Text("Let me see now"));
        assertThat(parts("[TOOL_CALLS]", ChatTemplate.plain(), List.of(), "Let me see[TOOL_CALLS]now"))
                .containsExactly(new AnswerPart.Text("Let me see now"));
    }

    /** The parts of an answer, from its tokens; pieces of text that follow one another are joined. */
    private List<AnswerPart> parts(String mark, String source, List<Tool> tools, String answer) throws IOException {
        Path file = new StoriesFile().rename(mark, StoriesFile.CONTROL).writeTo(folder.resolve("stories.gguf"));
        ChatTemplate template = ChatTemplate.of(source, "<s>", "</s>");
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            Tokenizer tokenizer = checkpoint.tokenizer();
            int[] tokens = tokenizer.encode(answer, false);
            assertThat(tokens).contains(StoriesFile.DOT);
            AnswerTags tags = AnswerTags.of(template, tools, tokenizer);
            TextStream stream = tokenizer.newTextStream(tags.ids());
            AnswerParser parser = AnswerParser.of(template, "", tools, tags);
            List<AnswerPart> parts = new ArrayList<>();
            for (int token : tokens) {
                parts.addAll(parser.push(stream.append(token)));
            }
            parts.addAll(parser.push(stream.finish()));
            parts.addAll(parser.finish());
            return joined(parts);
        }
    }

    private static List<AnswerPart> joined(List<AnswerPart> parts) {
        List<AnswerPart> joined = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (AnswerPart part : parts) {
            if (part instanceof AnswerPart.Text piece) {
                text.append(piece.text());
                continue;
            }
            if (!text.isEmpty()) {
                joined.add(new AnswerPart.Text(text.toString()));
                text.setLength(0);
            }
            joined.add(part);
        }
        if (!text.isEmpty()) {
            joined.add(new AnswerPart.Text(text.toString()));
        }
        return joined;
    }
}
