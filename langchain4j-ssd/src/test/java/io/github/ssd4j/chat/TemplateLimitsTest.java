package io.github.ssd4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates that would run for ever or fill the memory are refused; those of real models stay far below the limits. */
@Timeout(60)
class TemplateLimitsTest {

    private static final Path TEMPLATES = Path.of("src/test/resources/chat/templates");

    private static final String STEPS = "takes more than 1000000 steps";
    private static final String CHARACTERS = "makes more than 16777216 characters of text";
    private static final String VALUES = "nests more than 256 values";

    @ParameterizedTest
    @MethodSource("greedy")
    void should_refuse_what_takes_too_much(String template, String limit) {
        // the opening of a model renders its template with conversations of its own
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of(template, "", ""))
                .withMessage(message(limit))
                .matches(failure -> !failure.isRefusal());
    }

    @ParameterizedTest
    @MethodSource("greedyAtRequests")
    void should_refuse_what_takes_too_much_at_a_request_only(String template, String limit) {
        ChatTemplate opened =
                ChatTemplate.of("{% if messages[0].content == 'now' %}" + template + "{% endif %}", "", "");

        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> opened.render(List.of(Map.of("role", "user", "content", "now")), true))
                .withMessage(message(limit));
    }

    static Stream<Arguments> greedy() {
        return Stream.of(
                // loops
                Arguments.of(
                        "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}"
                                + "{% endfor %}{% endfor %}{% endfor %}",
                        STEPS),
                Arguments.of("{% for a in range(2000000000) %}{% endfor %}", STEPS),
                Arguments.of(repeated("{% set ns.x = ns.x + ns.x %}") + "{% for c in ns.x %}{% endfor %}", CHARACTERS),
                Arguments.of(macros(40, "{{ m%1$d() }}{{ m%1$d() }}"), STEPS),
                // text that doubles
                Arguments.of(repeated("{% set ns.x = ns.x + ns.x %}"), CHARACTERS),
                Arguments.of(repeated("{% set ns.x = ns.x ~ ns.x %}"), CHARACTERS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] | join %}"), CHARACTERS),
                Arguments.of(repeated("{% set ns.x = ns.x.join(['a', ns.x]) %}"), CHARACTERS),
                Arguments.of(repeated("{% set ns.x = ns.x | replace('', 'x') %}"), STEPS),
                Arguments.of(repeated("{% set y %}{{ ns.x }}{{ ns.x }}{% endset %}{% set ns.x = y %}"), CHARACTERS),
                Arguments.of("{% for a in range(900) %}" + "x".repeat(20_000) + "{% endfor %}", CHARACTERS),
                Arguments.of(
                        "{% for a in range(900) %}{% set y %}" + "x".repeat(20_000) + "{% endset %}{% endfor %}",
                        CHARACTERS),
                // lists that double, and small ones that hold another many times
                Arguments.of(repeated("{% set ns.x = [1] + (ns.x | list) + (ns.x | list) %}"), STEPS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x }}", CHARACTERS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x | tojson }}", CHARACTERS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x == [ns.x[0], ns.x[0]] }}", STEPS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x in [ns.x] }}", STEPS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x | unique | length }}", STEPS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x is eq(ns.x) }}", STEPS),
                Arguments.of(repeated("{% set ns.x = {'a': ns.x, 'b': ns.x} %}") + "{{ ns.x | string }}", CHARACTERS),
                // depth
                Arguments.of(
                        "{% set ns = namespace(x=1) %}{% for i in range(300) %}{% set ns.x = [ns.x] %}{% endfor %}"
                                + "{{ ns.x | tojson }}",
                        VALUES),
                Arguments.of(
                        "{% set a = namespace(x=1) %}{% set b = namespace(x=a) %}{% set a.x = b %}{{ a }}", VALUES),
                Arguments.of(
                        macros(3000, "{{ m%d() }}"), "nests expressions or macros deeper than this thread's stack"),
                // widths
                Arguments.of("{{ 'a' | indent(2000000000, true) }}", "gives a filter a width of more than 100"),
                Arguments.of("{{ [1] | tojson(indent=2000000000) }}", "gives a filter a width of more than 100"),
                Arguments.of("{{ 1.5 | round(2000000000) }}", "gives a filter a width of more than 100"),
                Arguments.of("{{ '%2000000000d' | format(1) }}", "formats with a width of more than 99"));
    }

    static Stream<Arguments> greedyAtRequests() {
        return Stream.of(
                Arguments.of("{% for a in range(2000000000) %}{% endfor %}", STEPS),
                Arguments.of(repeated("{% set ns.x = ns.x + ns.x %}"), CHARACTERS),
                Arguments.of(
                        macros(3000, "{{ m%d() }}"), "nests expressions or macros deeper than this thread's stack"));
    }

    @ParameterizedTest
    @MethodSource("longExpressions")
    void should_refuse_an_expression_that_is_too_long(String template) {
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of(template, "", ""))
                .withMessage(message("has an expression of more than 50 brackets or 4000 characters"));
    }

    static Stream<String> longExpressions() {
        return Stream.of(
                "{{ " + "1 + ".repeat(100_000) + "1 }}",
                "{{ " + "(".repeat(1000) + "1" + ")".repeat(1000) + " }}",
                "{% set x = " + "[".repeat(51) + "]".repeat(51) + " %}");
    }

    @Test
    void should_refuse_tags_that_nest_too_deep() {
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of("{% if 1 %}".repeat(51) + "{% endif %}".repeat(51), "", ""))
                .withMessage(message("nests more than 50 tags"));
        assertThat(ChatTemplate.of("{% if 1 %}".repeat(50) + "x" + "{% endif %}".repeat(50), "", "")
                        .render(List.of(), true))
                .isEqualTo("x");
    }

    @Test
    void should_refuse_a_source_that_is_too_long() {
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of("x".repeat((1 << 20) + 1), "", ""))
                .withMessage(message("has more than 1048576 characters"));
    }

    @Test
    void should_read_a_long_head_of_a_loop_at_once() {
        String blanks = " ".repeat(20_000);

        assertThat(ChatTemplate.of(
                                "{% for" + blanks + "x" + blanks + "in" + blanks + "[1, 2] %}{{ x }}{% endfor %}",
                                "",
                                "")
                        .render(List.of(), true))
                .isEqualTo("12");
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of("{% macro " + "m".repeat(2000) + " %}{% endmacro %}", "", ""))
                .withMessage(message("has a macro tag of more than 1000 characters"));
    }

    /** The reader of the source stood still at a tag that follows the start of the block at once. */
    @Test
    @Timeout(20)
    void should_read_a_raw_block_that_starts_with_a_tag() {
        assertThat(ChatTemplate.of("{% raw %}{% if x %}{{ y }}{% endraw %}{% raw %}{% endraw %}.", "", "")
                        .render(List.of(), true))
                .isEqualTo("{% if x %}{{ y }}.");
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of("{% raw %}{%", "", ""))
                .withMessage("the raw block in line 1 is not closed");
    }

    /** Python's answer; here it ran until the memory was full. */
    @Test
    void should_refuse_to_split_at_nothing() {
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(
                        () -> ChatTemplate.of("{{ 'abc'.split('') }}", "", "").render(List.of(), true))
                .withMessage("split expects a separator, but is given an empty string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ [1] - [2] }}", "{{ [1] < [2] }}", "{{ [1] ** 2 }}", "{{ -[1] }}", "{{ [1] // 2 }}"})
    void should_not_calculate_with_lists(String template) {
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of(template, "", "").render(List.of(), true))
                .withMessage("cannot calculate with a list");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 'x' | center(5) }}",
                "{{ '1.2.3.4' | ipaddr }}",
                "{{ '{}' | fromjson }}",
                "{{ today() }}",
                "{{ fn:list(1) }}",
                "{% cycle 'a','b' %}",
                "{% block x %}{% endblock %}",
                // jinjava would read it from the class path
                "{% include 'chat/README.md' %}",
                "{% import 'chat/README.md' as x %}"
            })
    void should_not_have_what_is_jinjavas_alone(String template) {
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of(template, "", "").render(List.of(), true));
    }

    /** jinjava's own ends after 1000 numbers without a word. */
    @Test
    void a_range_should_be_whole() {
        ChatTemplate template = ChatTemplate.of(
                "{{ range(5000) | length }} {{ range(7, 1, -2) }} {{ range(2, 4) }} {{ range(-3) }}", "", "");

        assertThat(template.render(List.of(), true)).isEqualTo("5000 [7, 5, 3] [2, 3] []");
    }

    @ParameterizedTest
    @MethodSource("templates")
    void real_templates_should_stay_far_below_the_limits(String name) throws IOException {
        ChatTemplate template = ChatTemplate.of(Files.readString(TEMPLATES.resolve(name)), "<s>", "</s>");
        List<Tool> tools = template.takesTools() ? tools() : List.of();

        PythonInterpreter rendering = template.newRendering(ChatTemplate.variables(conversation(), tools, true));
        String text = template.render(rendering);

        assertThat(text.length()).isGreaterThan(900_000);
        assertThat(rendering.budget().steps()).isLessThan(TemplateBudget.MAX_STEPS / 5);
        assertThat(rendering.budget().written()).isLessThan(TemplateBudget.MAX_CHARACTERS / 8);
    }

    static Stream<String> templates() throws IOException {
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    /** 500 messages of 2000 characters: as many tokens as the longest contexts of these models have. */
    private static List<Map<String, Object>> conversation() {
        List<Map<String, Object>> messages = new ArrayList<>();
        for (int i = 0; i < 499; i++) {
            messages.add(Map.of(
                    "role", i % 2 == 0 ? "user" : "assistant", "content", "Twenty characters.  ".repeat(100) + i));
        }
        return messages;
    }

    private static List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ObjectNode schema = new ObjectMapper().createObjectNode().put("type", "object");
            for (int j = 0; j < 10; j++) {
                schema.withObject("/properties")
                        .putObject("argument" + j)
                        .put("type", "string")
                        .put("description", "what the argument is for");
            }
            tools.add(new Tool("tool" + i, "does something with ten arguments", schema));
        }
        return tools;
    }

    private static String repeated(String body) {
        return "{% set ns = namespace(x='x') %}{% for i in range(40) %}" + body + "{% endfor %}";
    }

    /** Each calls the one before it. */
    private static String macros(int count, String call) {
        StringBuilder macros = new StringBuilder("{% macro m0() %}{% endmacro %}");
        for (int i = 1; i <= count; i++) {
            macros.append("{%% macro m%d() %%}%s{%% endmacro %%}".formatted(i, call.formatted(i - 1)));
        }
        return macros.append(call.formatted(count)).toString();
    }

    private static String message(String limit) {
        return "the chat template " + limit
                + ", which is the limit: shorten the conversation, or give the engine another chatTemplate";
    }
}
