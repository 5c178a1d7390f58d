package io.github.ssd4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<Map<String, Object>> HELLO = List.of(Map.of("role", "user", "content", "Hello"));

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("goldenCases")
    void should_render_real_templates_as_transformers_does(String template, String name, JsonNode golden) {
        // given
        ChatTemplate chatTemplate = ChatTemplate.of(resource("templates/" + template), "", "");
        Map<String, Object> variables = variables(golden.get("variables"));

        // when
        String rendered = renderedOrRefused(chatTemplate, variables);

        // then
        assertThat(rendered).isEqualTo(expected(golden));
    }

    static Stream<Arguments> goldenCases() {
        List<JsonNode> cases = jsonLines("golden.jsonl");
        assertThat(cases).hasSize(117);
        return cases.stream()
                .map(line -> Arguments.of(
                        line.get("template").asText(), line.get("case").asText(), line));
    }

    @Test
    void should_hand_the_special_tokens_of_the_model_to_the_template() {
        ChatTemplate template =
                ChatTemplate.of("{{ bos_token }}{{ messages[0].content }}{{ eos_token }}", "<s>", "</s>");

        assertThat(template.render(HELLO, true)).isEqualTo("<s>Hello</s>");
    }

    @Test
    void should_say_whether_an_answer_is_asked_for() {
        ChatTemplate template = ChatTemplate.of("{% if add_generation_prompt %}yes{% else %}no{% endif %}", "", "");

        assertThat(template.render(HELLO, true)).isEqualTo("yes");
        assertThat(template.render(HELLO, false)).isEqualTo("no");
    }

    @Test
    void should_not_run_what_a_user_writes() {
        ChatTemplate template = ChatTemplate.of("{{ messages[0].content }}", "", "");
        List<Map<String, Object>> messages =
                List.of(Map.of("role", "user", "content", "{{ 1 + 1 }} {% if x %} <b>&amp;"));

        assertThat(template.render(messages, true)).isEqualTo("{{ 1 + 1 }} {% if x %} <b>&amp;");
    }

    @Test
    void should_hand_on_the_words_of_a_refusal() {
        ChatTemplate template = ChatTemplate.of("{{ raise_exception('Roles must alternate!') }}", "", "");

        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> template.render(HELLO, true))
                .withMessage("Roles must alternate!")
                .matches(ChatTemplateException::isRefusal);
    }

    @Test
    void should_say_where_a_template_fails() {
        ChatTemplate template = ChatTemplate.of("{% if messages %}\n{{ 'a' + missing }}{% endif %}", "", "");

        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> template.render(HELLO, true))
                .withMessage("the chat template failed: 'missing' is undefined (line 2, column 8)")
                .matches(failure -> !failure.isRefusal());
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of("{# a", "", ""))
                .withMessage("the chat template is not valid: the comment is not closed (line 1, column 1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% if x %}",
                "{% nonsense %}",
                "{{ 1 + }}",
                "{{ a b }}",
                "{{ nofunction() }}",
                "{% include 'secret.txt' %}"
            })
    void should_refuse_what_is_not_a_template(String template) {
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of(template, "", "").render(HELLO, true))
                .withMessageStartingWith("the chat template ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ messages[0].content.getClass() }}",
                "{{ messages[0].content.class.forName('java.lang.Runtime') }}",
                "{{ ____int3rpr3t3r____.getConfig() }}",
                "{{ messages.getClass().getName() }}"
            })
    void should_not_reach_java_from_a_template(String template) {
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of(template, "", "").render(HELLO, true));
    }

    @Test
    void should_write_plain_contents_one_after_the_other() {
        List<Map<String, Object>> messages =
                List.of(Map.of("role", "user", "content", "Once"), Map.of("role", "assistant", "content", "upon"));

        ChatTemplate plain = ChatTemplate.of(ChatTemplate.plain(), "<s>", "</s>");

        assertThat(plain.render(HELLO, true)).isEqualTo("<s>Hello");
        assertThat(plain.render(messages, true)).isEqualTo("<s>Once\nupon");
    }

    @Test
    void should_refuse_a_blank_template() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ChatTemplate.of(" ", "", ""))
                .withMessage("jinja cannot be null or blank");
    }

    @Test
    void should_know_what_day_it_is() {
        ChatTemplate template = ChatTemplate.of("{{ strftime_now('%Y') if strftime_now is defined }}", "", "");

        assertThat(template.render(HELLO, true)).matches("20\\d\\d");
    }

    @Test
    void should_render_from_several_threads_at_once() throws Exception {
        // given
        ChatTemplate template = ChatTemplate.of(resource("templates/Qwen3-0.6B.jinja"), "", "");
        ExecutorService threads = Executors.newFixedThreadPool(4);

        // when
        List<Callable<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            String content = "question " + i;
            tasks.add(() -> template.render(List.of(Map.of("role", "user", "content", content)), true));
        }
        List<Future<String>> results;
        try {
            results = threads.invokeAll(tasks);
        } finally {
            threads.shutdown();
        }

        // then
        for (int i = 0; i < tasks.size(); i++) {
            assertThat(results.get(i).get())
                    .isEqualTo("<|im_start|>user\nquestion " + i + "<|im_end|>\n<|im_start|>assistant\n");
        }
    }

    static String renderedOrRefused(ChatTemplate template, Map<String, Object> variables) {
        try {
            return template.render(variables);
        } catch (ChatTemplateException e) {
            assertThat(e.isRefusal()).as(e.getMessage()).isTrue();
            return "refused: " + e.getMessage();
        }
    }

    static String expected(JsonNode line) {
        return line.has("expected")
                ? line.get("expected").asText()
                : "refused: " + line.get("error").asText();
    }

    static Map<String, Object> variables(JsonNode node) {
        return JSON.convertValue(node, new TypeReference<>() {});
    }

    private static List<JsonNode> jsonLines(String name) {
        return resource(name)
                .lines()
                .map(line -> {
                    try {
                        return JSON.readTree(line);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    static String resource(String name) {
        try (InputStream in = ChatTemplateTest.class.getResourceAsStream("/chat/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
