package io.github.ssd4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.chat.template.Budget;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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

/** Templates that would run for ever or fill the memory are refused; those of real models stay far below the limits. */
@Timeout(60)
class TemplateLimitsTest {

    private static final Path TEMPLATES = Path.of("src/test/resources/chat/templates");

    private static final String STEPS = "takes more than \\d{5} steps";
    private static final String CHARACTERS = "makes more than \\d{7} characters of text";
    private static final String VALUES = "nests more than 256 values";

    /** What a hostile template may allocate; about 200 kB of it are the test's own. */
    private static final long MAX_ALLOCATION = 16 << 20;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @MethodSource("greedy")
    void should_refuse_what_takes_too_much(String template, String limit) {
        // the opening of a model renders its template with conversations of its own
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of(template, "", ""))
                .withMessageMatching(message(limit))
                .matches(failure -> !failure.isRefusal());
        assertThat(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .isLessThan(MAX_ALLOCATION);
    }

    @ParameterizedTest
    @MethodSource("greedyAtRequests")
    void should_refuse_what_takes_too_much_at_a_request_only(String template, String limit) {
        ChatTemplate opened =
                ChatTemplate.of("{% if messages[0].content == 'now' %}" + template + "{% endif %}", "", "");

        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> opened.render(List.of(Map.of("role", "user", "content", "now")), true))
                .withMessageMatching(message(limit));
    }

    static Stream<Arguments> greedy() {
        return Stream.of(
                // loops
                Arguments.of(
                        "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}"
                                + "{% endfor %}{% endfor %}{% endfor %}",
                        STEPS),
                Arguments.of("{% for a in range(100000) %}{% endfor %}", STEPS),
                Arguments.of(repeated("{% set ns.x = ns.x + ns.x %}") + "{% for c in ns.x %}{% endfor %}", STEPS),
                Arguments.of(macros(40, "{{ m%1$d() }}{{ m%1$d() }}"), STEPS),
                // text that doubles
                Arguments.of(repeated("{% set ns.x = ns.x + ns.x %}"), STEPS),
                Arguments.of(repeated("{% set ns.x = ns.x ~ ns.x %}"), CHARACTERS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] | join %}"), CHARACTERS),
                Arguments.of(repeated("{% set ns.x = ns.x.join(['a', ns.x]) %}"), STEPS),
                Arguments.of(repeated("{% set ns.x = ns.x | replace('', 'x') %}"), STEPS),
                Arguments.of(repeated("{% set y %}{{ ns.x }}{{ ns.x }}{% endset %}{% set ns.x = y %}"), CHARACTERS),
                Arguments.of("{% for a in range(900) %}" + "x".repeat(20_000) + "{% endfor %}", CHARACTERS),
                Arguments.of(
                        "{% for a in range(900) %}{% set y %}" + "x".repeat(20_000) + "{% endset %}{% endfor %}",
                        CHARACTERS),
                // lists that double, and small ones that hold another many times
                Arguments.of(repeated("{% set ns.x = [1] + (ns.x | list) + (ns.x | list) %}"), STEPS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x }}", STEPS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x | tojson }}", STEPS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x == [ns.x[0], ns.x[0]] }}", STEPS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x in [ns.x] }}", STEPS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x | sort | length }}", STEPS),
                Arguments.of(repeated("{% set ns.x = [ns.x, ns.x] %}") + "{{ ns.x is eq(ns.x) }}", STEPS),
                Arguments.of(repeated("{% set ns.x = {'a': ns.x, 'b': ns.x} %}") + "{{ ns.x | string }}", STEPS),
                // depth
                Arguments.of(
                        "{% set ns = namespace(x=1) %}{% for i in range(300) %}{% set ns.x = [ns.x] %}{% endfor %}"
                                + "{{ ns.x | tojson }}",
                        VALUES),
                Arguments.of(
                        "{% set a = namespace(x=1) %}{% set b = namespace(x=a) %}{% set a.x = b %}{{ a }}", VALUES),
                Arguments.of(macros(400, "{{ m%d() }}"), "nests more than 300 calls"),
                Arguments.of("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nests more than 300 calls"),
                // widths and numbers
                Arguments.of("{{ 'a' | indent(2000000000, true) }}", STEPS),
                Arguments.of("{{ [1] | tojson(indent=2000000000) }}", STEPS),
                Arguments.of("{{ 'a'.center(2000000000) }}", STEPS),
                Arguments.of("{{ 'x' * 10 ** 9 }}", STEPS),
                Arguments.of("{{ [1] * 10 ** 9 }}", STEPS),
                // lengths near the largest number, whose sum with what was used before would overflow
                Arguments.of("{{ [1, 2] | slice(2 ** 63 - 1) | list }}", STEPS),
                Arguments.of("{{ 'a'.center(2 ** 70) }}", STEPS),
                Arguments.of("{{ lipsum(2 ** 70) }}", STEPS),
                Arguments.of("{{ (1).to_bytes(2 ** 70) }}", STEPS),
                Arguments.of("{{ (['x' * 1000] * 9999) | join }}", STEPS),
                Arguments.of("{{ '%.999999999f' | format(1) }}", "formats with more than 1000 digits"),
                Arguments.of("{{ '%2000000000d' | format(1) }}", "formats with a width of more than 9 digits"),
                Arguments.of("{{ 10 ** 999999 }}", "makes a number of more than 65536 bits"),
                // searches that compare every character with every other
                Arguments.of("{% for i in range(999) %}{{ ('a' * 10000).find('a' * 5000 ~ 'b') }}{% endfor %}", STEPS));
    }

    static Stream<Arguments> greedyAtRequests() {
        return Stream.of(
                Arguments.of("{% for a in range(100000) %}{% endfor %}", STEPS),
                Arguments.of(repeated("{% set ns.x = ns.x + ns.x %}"), STEPS));
    }

    @ParameterizedTest
    @MethodSource("deepExpressions")
    void should_refuse_an_expression_that_is_too_deep(String template, String limit) {
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of(template, "", ""))
                .withMessageMatching(message(limit));
    }

    static Stream<Arguments> deepExpressions() {
        String chain = "has an expression of more than 1000 operations";
        String nesting = "nests more than 100 tags or brackets";
        return Stream.of(
                Arguments.of("{{ " + "1 + ".repeat(20_000) + "1 }}", chain),
                Arguments.of("{{ x" + "|upper".repeat(20_000) + " }}", chain),
                Arguments.of("{{ x" + ".a".repeat(20_000) + " }}", chain),
                Arguments.of("{{ " + "(".repeat(1000) + "1" + ")".repeat(1000) + " }}", nesting),
                Arguments.of("{{ " + "not ".repeat(1000) + "1 }}", nesting),
                Arguments.of("{{ " + "-".repeat(1000) + "1 }}", nesting),
                Arguments.of("{% set x = " + "[".repeat(101) + "]".repeat(101) + " %}", nesting),
                Arguments.of("{% if 1 %}".repeat(101) + "{% endif %}".repeat(101), nesting),
                Arguments.of("{{ " + "9".repeat(5000) + " }}", "has a number of more than 4300 digits"));
    }

    @Test
    void should_take_tags_that_nest_almost_too_deep() {
        assertThat(ChatTemplate.of("{% if 1 %}".repeat(98) + "x" + "{% endif %}".repeat(98), "", "")
                        .render(List.of(), true))
                .isEqualTo("x");
    }

    @Test
    void should_refuse_a_source_that_is_too_long() {
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> ChatTemplate.of("x".repeat((1 << 17) + 1), "", ""))
                .withMessage(message("has more than 131072 characters"));
    }

    /** Whoever gives more may have more made of it. */
    @Test
    void limits_should_grow_with_what_the_template_is_given() {
        ChatTemplate template = ChatTemplate.of("{% for m in messages %}{{ m.content * 9 }}{% endfor %}", "", "");

        assertThat(template.render(List.of(Map.of("role", "user", "content", "x".repeat(1 << 20))), true))
                .hasSize(9 << 20);
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
                .withMessage("the chat template is not valid: the raw block is not closed (line 1, column 1)");
    }

    /** As in Jinja's sandbox. */
    @Test
    void should_refuse_a_range_that_is_too_long() {
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(
                        () -> ChatTemplate.of("{{ range(10 ** 12) }}", "", "").render(List.of(), true))
                .withMessage("the chat template failed: the range has more than 100000 numbers (line 1, column 9)");
    }

    @ParameterizedTest
    @MethodSource("templates")
    void real_templates_should_stay_far_below_the_limits(String name) throws IOException {
        ChatTemplate template = ChatTemplate.of(Files.readString(TEMPLATES.resolve(name)), "<s>", "</s>");
        List<Tool> tools = template.takesTools() ? tools() : List.of();

        Budget budget = template.newBudget();
        String text = template.render(ChatTemplate.variables(conversation(), tools, true), budget);

        assertThat(text.length()).isGreaterThan(900_000);
        assertThat(budget.steps()).isLessThan(budget.maxSteps() / 5);
        assertThat(budget.characters()).isLessThan(budget.maxCharacters() / 8);
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
