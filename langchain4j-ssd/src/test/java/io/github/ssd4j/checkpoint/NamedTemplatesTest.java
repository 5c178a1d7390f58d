package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.chat.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models with several templates, or with an empty one. */
class NamedTemplatesTest {

    private static final String PLAIN = "D{{ messages[0].content }}";
    private static final String TOOLS = "T{{ tools | tojson }}{% for m in messages %}{{ m.content }}{% endfor %}";

    private static final List<Map<String, Object>> HELLO = List.of(Map.of("role", "user", "content", "hello"));
    private static final Tool TOOL = new Tool("look", "looks", JsonNodeFactory.instance.objectNode());

    @TempDir
    private Path folder;

    @Test
    void should_find_the_template_for_tools_in_a_list() throws IOException {
        String list = "[{'name': 'default', 'template': '%s'}, {'name': 'tool_use', 'template': '%s'}]";

        assertTwoTemplates(
                directory("tokenizer_config.json", "{'chat_template': " + list.formatted(PLAIN, TOOLS) + "}"));
    }

    @Test
    void should_find_the_template_for_tools_in_a_file() throws IOException {
        Path model = directory("tokenizer_config.json", "{'chat_template': '" + PLAIN + "'}");
        Files.createDirectory(model.resolve("additional_chat_templates"));
        Files.writeString(model.resolve("additional_chat_templates/tool_use.jinja"), TOOLS);

        assertTwoTemplates(model);
    }

    @Test
    void should_find_the_template_for_tools_in_a_gguf_file() throws IOException {
        assertTwoTemplates(GgufWriter.tinyLlama()
                .with("tokenizer.chat_template", PLAIN)
                .with("tokenizer.chat_template.tool_use", TOOLS)
                .writeTo(folder.resolve("model.gguf")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "  "})
    void an_empty_template_should_be_none(String template) throws IOException {
        Path gguf =
                GgufWriter.tinyLlama().with("tokenizer.chat_template", template).writeTo(folder.resolve("model.gguf"));
        Path directory = directory("tokenizer_config.json", "{}");
        Files.writeString(directory.resolve("chat_template.jinja"), template);

        for (Path model : List.of(gguf, directory)) {
            try (Checkpoint checkpoint = Checkpoint.open(model)) {
                assertThat(checkpoint.chatTemplate()).isEmpty();
                assertThat(checkpoint.toolTemplate()).isEmpty();
            }
        }
    }

    private Path directory(String file, String json) throws IOException {
        Path model = TestModels.copyOf(TestModels.stories(), folder.resolve("stories"));
        Files.writeString(model.resolve(file), json.replace('\'', '"'));
        return model;
    }

    private static void assertTwoTemplates(Path model) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.chatTemplate()).contains(PLAIN);
            assertThat(checkpoint.toolTemplate()).contains(TOOLS);
            Optional<String> tools = checkpoint.toolTemplate();
            ChatTemplate template =
                    ChatTemplate.of(checkpoint.chatTemplate().orElseThrow(), tools, checkpoint.tokenizer());

            assertThat(template.render(HELLO, List.of(), true)).isEqualTo("Dhello");
            assertThat(template.render(HELLO, List.of(TOOL), true))
                    .startsWith("T[{\"type\": \"function\", \"function\": {\"name\": \"look\"")
                    .endsWith("hello");
            assertThat(template.prompt(HELLO, List.of(TOOL), true).text()).startsWith("T[{");
        }
    }
}
