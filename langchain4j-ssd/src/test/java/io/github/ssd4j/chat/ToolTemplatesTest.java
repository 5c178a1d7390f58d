package io.github.ssd4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ToolTemplatesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, Object> USER = Map.of("role", "user", "content", "Weather?");
    private static final Map<String, Object> CALLS = Map.of(
            "role",
            "assistant",
            "content",
            "I look.",
            "tool_calls",
            List.of(call("1", "{\"city\": \"Köln\"}"), call("2", "{}")));
    private static final Map<String, Object> FIRST = result("1", "clear");
    private static final Map<String, Object> SECOND = result("2", "rain");
    private static final Tool WEATHER = new Tool("weather", "Tells the weather", json("{\"type\": \"object\"}"));

    private static final String INSTRUCTIONS = """
            You can use tools. These are the tools, each as a JSON object on a line of its own:
            {"type": "function", "function": {"name": "weather", "description": "Tells the weather", \
            "parameters": {"type": "object"}}}

            To use a tool, write its name and its arguments as a JSON object between these tags:
            <tool_call>
            {"name": "name_of_the_tool", "arguments": {"name_of_an_argument": "value"}}
            </tool_call>
            You may use several tools at once: write one such block after the other and nothing else. The results \
            then come back between <tool_response> and </tool_response>. Answer in plain words when no tool helps.""";

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("goldenCases")
    void should_render_tools_as_transformers_does(String name, String golden, JsonNode line) {
        ChatTemplate template = ChatTemplate.of(
                resource("templates/" + name),
                line.get("bos_token").asText(),
                line.get("eos_token").asText());
        List<Map<String, Object>> messages = JSON.convertValue(line.get("messages"), new TypeReference<>() {});
        List<Tool> tools = new ArrayList<>();
        line.get("tools").findValues("function").forEach(function -> tools.add(tool(function)));

        String rendered = template.render(messages, tools, true);

        assertThat(dated(rendered)).isEqualTo(line.get("expected").asText());
    }

    static Stream<Arguments> goldenCases() {
        List<String> lines = resource("tools_golden.jsonl").lines().toList();
        assertThat(lines).hasSize(70);
        return lines.stream()
                .map(ToolTemplatesTest::json)
                .map(line -> Arguments.of(
                        line.get("template").asText(), line.get("case").asText(), line));
    }

    @ParameterizedTest
    @CsvSource({
        "Qwen2.5-7B-Instruct, true, HERMES, false",
        "Qwen3-0.6B, true, HERMES, true",
        "minimind-tokenizer_config, true, HERMES, true",
        "Llama-3.1-8B-Instruct, true, LLAMA_JSON, false",
        "Llama-3.2-3B-Instruct, true, LLAMA_JSON, false",
        "Mistral-Nemo-Instruct-2407, true, MISTRAL, false",
        "SmolLM2-Instruct, false, HERMES, false",
        "SmolLM3-3B, false, HERMES, true",
        "DeepSeek-R1-Distill-Llama-8B, false, HERMES, true",
        "Llama-3-8B-Instruct, false, HERMES, false",
        "Llama-2-7b-chat, false, HERMES, false",
        "Mistral-7B-Instruct, false, HERMES, false",
        "TinyLlama-1.1B-Chat, false, HERMES, false"
    })
    void should_know_what_a_template_takes(String name, boolean tools, ToolDialect dialect, boolean thinks) {
        ChatTemplate template = ChatTemplate.of(resource("templates/" + name + ".jinja"), "", "");

        assertThat(template.takesTools()).isEqualTo(tools);
        assertThat(template.toolDialect()).isEqualTo(dialect);
        assertThat(template.thinkingTags())
                .isEqualTo(thinks ? Optional.of(new ThinkingTags("<think>", "</think>")) : Optional.empty());
    }

    /** Forms that none of the golden templates has: Mistral's since 2025, with and without the call's id, and Phi-4-mini's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[TOOL_CALLS]NAME[ARGS]ARGUMENTS ; MISTRAL_ARGS ; [TOOL_CALLS]weather[ARGS]{\"city\": \"Köln\"}",
                "[TOOL_CALLS]NAME[CALL_ID]ID[ARGS]ARGUMENTS ; MISTRAL_ARGS ; [TOOL_CALLS]weather[CALL_ID]31z9v2svb[ARGS]{\"city\": \"Köln\"}",
                "<|tool_call|>FUNCTION<|/tool_call|> ; TOOL_CALL_TOKEN ; <|tool_call|>{\"name\": \"weather\", \"arguments\": {\"city\": \"Köln\"}}<|/tool_call|>"
            })
    void should_know_and_read_other_forms_of_calls(String form, ToolDialect dialect, String call) {
        String written = form.replace("NAME", "{{ c.function.name }}")
                .replace("ID]ID", "ID]{% if c.id|length != 9 %}{{ raise_exception('id') }}{% endif %}{{ c.id }}")
                .replace("ARGUMENTS", "{{ c.function.arguments|tojson }}")
                .replace("FUNCTION", "{{ c.function|tojson }}");
        ChatTemplate template = ChatTemplate.of(
                "{% if tools %}{{ tools|tojson }}{% endif %}{% for m in messages %}<{{ m.role }}>{{ m.content }}"
                        + "{% for c in m.tool_calls or [] %}" + written + "{% endfor %}{% endfor %}",
                "",
                "");

        String rendered = template.render(List.of(USER, CALLS, FIRST, SECOND), List.of(WEATHER), true);

        assertThat(template.takesTools()).isTrue();
        assertThat(template.toolDialect()).isEqualTo(dialect);
        assertThat(rendered.replaceAll("CALL_ID]\\w{9}", "CALL_ID]31z9v2svb")).contains("<assistant>I look." + call);
        assertThat(AnswerParserTest.parts(AnswerParser.of(template, "", List.of(WEATHER)), List.of("I look." + call)))
                .containsExactly(
                        new AnswerPart.Text("I look."), new AnswerPart.ToolCall("weather", "{\"city\":\"Köln\"}"));
    }

    @Test
    void should_tell_whether_a_prompt_has_opened_the_thoughts() {
        ChatTemplate deepSeek = ChatTemplate.of(resource("templates/DeepSeek-R1-Distill-Llama-8B.jinja"), "", "");
        ChatTemplate qwen = ChatTemplate.of(resource("templates/Qwen3-0.6B.jinja"), "", "");
        ThinkingTags tags = deepSeek.thinkingTags().orElseThrow();

        assertThat(tags.openAtEndOf(deepSeek.render(List.of(USER), true))).isTrue();
        assertThat(tags.openAtEndOf(qwen.render(List.of(USER), true))).isFalse();
        assertThat(tags.openAtEndOf("<think>\n\n</think>\n\n")).isFalse();
    }

    @Test
    void should_instruct_a_model_whose_template_knows_nothing_of_tools() {
        ChatTemplate template = ChatTemplate.of(resource("templates/SmolLM2-Instruct.jinja"), "", "");
        List<Map<String, Object>> messages =
                List.of(Map.of("role", "system", "content", "Be brief."), USER, CALLS, FIRST, SECOND);

        assertThat(template.render(messages, List.of(WEATHER), true)).isEqualTo("""
                <|im_start|>system
                Be brief.

                %s<|im_end|>
                <|im_start|>user
                Weather?<|im_end|>
                <|im_start|>assistant
                I look.
                <tool_call>
                {"name": "weather", "arguments": {"city": "Köln"}}
                </tool_call>
                <tool_call>
                {"name": "weather", "arguments": {}}
                </tool_call><|im_end|>
                <|im_start|>user
                <tool_response>
                clear
                </tool_response>
                <tool_response>
                rain
                </tool_response><|im_end|>
                <|im_start|>assistant
                """.formatted(INSTRUCTIONS));
    }

    @Test
    void should_add_a_system_message_for_the_instructions() {
        ChatTemplate template = ChatTemplate.of(resource("templates/SmolLM2-Instruct.jinja"), "", "");

        assertThat(template.render(List.of(USER), List.of(WEATHER), true))
                .startsWith("<|im_start|>system\n" + INSTRUCTIONS + "<|im_end|>\n<|im_start|>user\nWeather?<|im_end|>");
    }

    @Test
    void should_instruct_in_the_first_question_where_the_template_refuses_system_messages() {
        ChatTemplate template = ChatTemplate.of(resource("templates/Mistral-7B-Instruct.jinja"), "<s>", "</s>");

        String rendered = template.render(List.of(USER, CALLS, FIRST, SECOND), List.of(WEATHER), true);

        assertThat(rendered)
                .startsWith("<s>[INST] " + INSTRUCTIONS + "\n\nWeather? [/INST]")
                .endsWith(
                        "[INST] <tool_response>\nclear\n</tool_response>\n<tool_response>\nrain\n</tool_response> [/INST]");
    }

    @Test
    void should_not_instruct_without_tools() {
        ChatTemplate template = ChatTemplate.of(resource("templates/SmolLM2-Instruct.jinja"), "", "");

        assertThat(template.render(List.of(USER, CALLS, SECOND), true))
                .doesNotContain("You can use tools")
                .contains("<tool_response>\nrain\n</tool_response>");
    }

    @Test
    void template_with_calls_of_an_unknown_dialect_should_be_helped_out() {
        ChatTemplate template = ChatTemplate.of("""
                {% for tool in tools %}{{ tool | tojson }}{% endfor %}
                {% for message in messages %}
                [{{ message.role }}]{{ message.content }}
                {% for call in message.tool_calls or [] %}
                <tool_call><function={{ call.function.name }}></tool_call>
                {% endfor %}
                {% endfor %}""", "", "");

        assertThat(template.takesTools()).isFalse();
        assertThat(template.render(List.of(USER), List.of(WEATHER), true))
                .isEqualTo("[system]" + INSTRUCTIONS + "\n[user]Weather?\n");
    }

    @Test
    void should_give_mistral_identifiers_of_its_length() {
        ChatTemplate template = ChatTemplate.of(resource("templates/Mistral-Nemo-Instruct-2407.jinja"), "", "");

        String rendered = template.render(List.of(USER, CALLS, FIRST, SECOND), List.of(WEATHER), true);

        List<String> ids = Pattern.compile("id\": \"([^\"]*)\"")
                .matcher(rendered)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(ids).hasSize(4).allMatch(id -> id.matches("[a-z0-9]{9}"));
        assertThat(ids.subList(0, 2)).doesNotHaveDuplicates().isEqualTo(ids.subList(2, 4));
        assertThat(template.render(List.of(USER, CALLS, FIRST, SECOND), List.of(WEATHER), true))
                .isEqualTo(rendered);
    }

    @Test
    void llama_should_see_each_call_with_its_own_result() {
        ChatTemplate template = ChatTemplate.of(resource("templates/Llama-3.1-8B-Instruct.jinja"), "", "");

        assertThat(template.render(List.of(USER, CALLS, SECOND, FIRST), true)).endsWith("""
                <|start_header_id|>assistant<|end_header_id|>

                {"name": "weather", "parameters": {"city": "Köln"}}<|eot_id|>\
                <|start_header_id|>ipython<|end_header_id|>

                "clear"<|eot_id|>\
                <|start_header_id|>assistant<|end_header_id|>

                {"name": "weather", "parameters": {}}<|eot_id|>\
                <|start_header_id|>ipython<|end_header_id|>

                "rain"<|eot_id|>\
                <|start_header_id|>assistant<|end_header_id|>

                """);
    }

    @Test
    void no_tools_should_be_none_to_the_template() {
        assertThat(ChatTemplate.of("{{ tools is not none }}{{ tools is defined }}", "", "")
                        .render(List.of(USER), true))
                .isEqualTo("FalseFalse");
    }

    private static String dated(String rendered) {
        return rendered.replaceAll("Today Date: .*", "Today Date: 15 Jan 2025");
    }

    private static Tool tool(JsonNode function) {
        return new Tool(
                function.get("name").asText(), function.path("description").textValue(), function.get("parameters"));
    }

    private static Map<String, Object> call(String id, String arguments) {
        Map<String, Object> function = JSON.convertValue(
                json("{\"name\": \"weather\", \"arguments\": " + arguments + "}"), new TypeReference<>() {});
        return Map.of("id", id, "type", "function", "function", function);
    }

    private static Map<String, Object> result(String id, String content) {
        return Map.of("role", "tool", "name", "weather", "tool_call_id", id, "content", content);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String resource(String name) {
        try (InputStream in = ToolTemplatesTest.class.getResourceAsStream("/chat/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
