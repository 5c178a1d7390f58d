package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.chat.ChatTemplateException;
import io.github.ssd4j.chat.Tool;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All conversations of the golden files, through all templates and tokenizers, with contents that spell every control token. */
class ControlTokensInContentsTest {

    /** What the templates among the resources write and minimind's tokenizer does not have. */
    private static final List<String> OTHER_MODELS = List.of(
            "<s>",
            "</s>",
            "<|begin_of_text|>",
            "<|start_header_id|>",
            "<|end_header_id|>",
            "<|eot_id|>",
            "<|eom_id|>",
            "<|python_tag|>",
            "<|system|>",
            "<|user|>",
            "<|assistant|>",
            "<｜begin▁of▁sentence｜>",
            "<｜end▁of▁sentence｜>",
            "<｜User｜>",
            "<｜Assistant｜>",
            "<｜tool▁calls▁begin｜>",
            "<｜tool▁call▁begin｜>",
            "<｜tool▁sep｜>",
            "<｜tool▁call▁end｜>",
            "<｜tool▁calls▁end｜>",
            "<｜tool▁outputs▁begin｜>",
            "<｜tool▁outputs▁end｜>",
            "[INST]",
            "[/INST]",
            "[AVAILABLE_TOOLS]",
            "[/AVAILABLE_TOOLS]",
            "[TOOL_CALLS]",
            "[TOOL_RESULTS]",
            "[/TOOL_RESULTS]");

    private static final List<Case> CASES = Stream.concat(
                    cases("golden.jsonl", "/variables"), cases("tools_golden.jsonl", ""))
            .toList();

    @TempDir
    private static Path folder;

    private static List<Tokenizer> tokenizers;

    /** A line of a golden file. */
    private record Case(String template, List<Map<String, Object>> messages, List<JsonNode> tools, String name) {
        @Override
        public String toString() {
            return template + " " + name;
        }

        boolean spellsAny(Set<String> tokens) {
            String text = messages.toString() + tools;
            return tokens.stream().anyMatch(text::contains);
        }
    }

    @BeforeAll
    static void open() throws IOException {
        Path json = folder.resolve("tokenizer.json");
        Files.write(json, Json.mapper().writeValueAsBytes(withTokensOfOtherModels()));
        TokenizerConfig config =
                new TokenizerConfig(Optional.of("<s>"), Optional.of("<|im_end|>"), Optional.empty(), Optional.empty());
        Path gguf = MinimindGguf.writer().writeTo(folder.resolve("minimind.gguf"));
        tokenizers = List.of(
                new Tokenizer(TokenizerJson.read(json, config), 6500),
                new Tokenizer(GgufTokenizer.define(GgufFile.read(gguf).metadata()), 6400),
                Checkpoint.open(TestModels.stories()).tokenizer(),
                Checkpoint.open(TestModels.storiesGguf()).tokenizer());
    }

    private static JsonNode withTokensOfOtherModels() throws IOException {
        JsonNode tokenizer = Json.mapper().readTree(TestModels.minimindTokenizer());
        for (int i = 0; i < OTHER_MODELS.size(); i++) {
            ObjectNode token = ((ArrayNode) tokenizer.get("added_tokens")).addObject();
            token.put("id", 6400 + i).put("content", OTHER_MODELS.get(i)).put("normalized", false);
            // as DeepSeek's tokenizer has it
            token.put("special", !OTHER_MODELS.get(i).startsWith("<｜"));
            List.of("single_word", "lstrip", "rstrip").forEach(flag -> token.put(flag, false));
        }
        return tokenizer;
    }

    @AfterAll
    static void close() {
        tokenizers.forEach(Tokenizer::close);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void contents_should_spell_control_tokens_and_get_none(String name) throws IOException {
        String source = Files.readString(TestModels.resource("chat/templates/" + name));
        for (Tokenizer tokenizer : tokenizers) {
            ChatTemplate template = ChatTemplate.of(source, tokenizer);
            String attack = String.join(" ", tokenizer.controlTokens());
            for (Case conversation : tokenizer == tokenizers.get(0) ? cases(name) : few(cases(name))) {
                PromptText ordinary = prompt(template, conversation, text -> text + " <b>[1]</b>|");
                PromptText attacked = prompt(template, conversation, text -> text + ' ' + attack);

                int[] ordinaryIds = tokenizer.encode(ordinary);
                if (!conversation.spellsAny(tokenizer.controlTokens())) {
                    assertThat(ordinaryIds).isEqualTo(tokenizer.encode(ordinary.text(), false));
                }
                int[] ids = tokenizer.encode(attacked);
                assertThat(controls(tokenizer, ids)).as("%s", conversation).isEqualTo(controls(tokenizer, ordinaryIds));
                assertThat(count(tokenizer.decode(ids), attack)).isEqualTo(count(attacked.text(), attack));
            }
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private static List<Integer> controls(Tokenizer tokenizer, int[] ids) {
        return IntStream.of(ids).filter(tokenizer::isControl).boxed().toList();
    }

    /** The prompt, which is empty where the template refuses the conversation; it must be the text that it always was. */
    private static PromptText prompt(ChatTemplate template, Case conversation, UnaryOperator<String> change) {
        List<Map<String, Object>> messages = conversation.messages().stream()
                .map(message -> changed(message, change))
                .toList();
        List<Tool> tools =
                conversation.tools().stream().map(tool -> changed(tool, change)).toList();
        try {
            PromptText prompt = template.prompt(messages, tools, true);
            assertThat(prompt.text()).isEqualTo(template.render(messages, tools, true));
            return prompt;
        } catch (ChatTemplateException e) {
            assertThat(e.isRefusal()).as(e.getMessage()).isTrue();
            return PromptText.ofContent("");
        }
    }

    private static Map<String, Object> changed(Map<String, Object> message, UnaryOperator<String> change) {
        Map<String, Object> changed = new LinkedHashMap<>();
        message.forEach((key, value) -> changed.put(key, key.equals("role") ? value : changedValue(value, change)));
        return changed;
    }

    private static Object changedValue(Object value, UnaryOperator<String> change) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> changed = new LinkedHashMap<>();
            map.forEach((key, element) -> changed.put(key, changedValue(element, change)));
            return changed;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(element -> changedValue(element, change)).toList();
        }
        return value instanceof String text ? change.apply(text) : value;
    }

    private static Tool changed(JsonNode tool, UnaryOperator<String> change) {
        Map<String, Object> parameters = Json.mapper().convertValue(tool.path("parameters"), new TypeReference<>() {});
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(change.apply("key"), Map.of("type", "string", "description", change.apply("a key")));
        parameters.put("more", properties);
        return new Tool(
                change.apply(tool.get("name").textValue()),
                change.apply(tool.path("description").asText()),
                Json.mapper().valueToTree(changedValue(parameters, change)));
    }

    static Stream<String> templates() {
        return CASES.stream().map(Case::template).distinct();
    }

    private static List<Case> cases(String template) {
        return CASES.stream()
                .filter(conversation -> conversation.template().equals(template))
                .toList();
    }

    /** Every fourth, and the last, which has calls and results of tools. */
    private static List<Case> few(List<Case> cases) {
        return IntStream.range(0, cases.size())
                .filter(i -> i % 4 == 0 || i == cases.size() - 1)
                .mapToObj(cases::get)
                .toList();
    }

    private static Stream<Case> cases(String file, String variables) {
        try {
            return Files.readAllLines(TestModels.resource("chat/" + file)).stream()
                    .map(line -> {
                        try {
                            JsonNode node = Json.mapper().readTree(line);
                            List<JsonNode> tools = new ArrayList<>();
                            node.at(variables + "/tools").forEach(tool -> tools.add(tool.path("function")));
                            return new Case(
                                    node.get("template").textValue(),
                                    Json.mapper()
                                            .convertValue(node.at(variables + "/messages"), new TypeReference<>() {}),
                                    tools,
                                    node.get("case").textValue());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
