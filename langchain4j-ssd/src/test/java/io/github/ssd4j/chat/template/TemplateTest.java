package io.github.ssd4j.chat.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates do what Jinja2 does, which wrote the expected texts ({@code tools/golden/jinja_golden.py}). */
class TemplateTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path RESOURCES = Path.of("src/test/resources/chat");

    @ParameterizedTest
    @CsvSource({"jinja_cases, 5700", "jinja_random, 300", "jinja_met, 20"})
    void should_do_what_jinja_does(String file, int least) throws IOException {
        List<String> lines = Files.readAllLines(RESOURCES.resolve(file + ".jsonl"));

        assertThat(differences(lines, UnaryOperator.identity())).isEmpty();
        assertThat(lines).hasSizeGreaterThan(least);
    }

    /** Texts of messages are marked, and no template may see that. */
    @ParameterizedTest
    @ValueSource(strings = {"jinja_cases", "jinja_random", "jinja_met"})
    void should_do_with_marked_texts_what_it_does_with_plain_ones(String file) throws IOException {
        List<String> lines = Files.readAllLines(RESOURCES.resolve(file + ".jsonl"));

        assertThat(differences(lines, Marks::markAll)).isEmpty();
    }

    /** The file is written by {@code make_golden.py jinja --differential}. */
    @Test
    @EnabledIfSystemProperty(named = "ssd.test.jinja", matches = ".+")
    void should_do_what_jinja_does_with_more_random_templates() throws IOException {
        List<String> lines = Files.readAllLines(Path.of(System.getProperty("ssd.test.jinja")));

        assertThat(differences(lines, UnaryOperator.identity())).isEmpty();
    }

    /** {@code change} is made to all texts of the variables. */
    private static List<String> differences(List<String> lines, UnaryOperator<String> change) throws IOException {
        List<String> differences = new ArrayList<>();
        Map<String, Object> shared = Map.of();
        for (String line : lines) {
            JsonNode node = JSON.readTree(line);
            Map<String, Object> variables = node.has("variables") ? changed(node.get("variables"), change) : shared;
            if (!node.has("template")) {
                shared = variables;
                continue;
            }
            String template = node.get("template").asText();
            String expected = expected(node);
            String rendered = rendered(template, variables);
            if (!rendered.equals(expected)) {
                differences.add(template + "\n  gives    " + rendered + "\n  expected " + expected);
            }
        }
        return differences;
    }

    private static Map<String, Object> changed(JsonNode node, UnaryOperator<String> change) {
        Map<String, Object> variables = JSON.convertValue(node, new TypeReference<>() {});
        Map<String, Object> changed = new HashMap<>();
        variables.forEach((name, value) -> changed.put(name, Marks.map(value, change)));
        return changed;
    }

    private static String expected(JsonNode node) {
        return node.has("expected")
                ? node.get("expected").asText()
                : node.has("error") ? "refused: " + node.get("error").asText() : "fails";
    }

    private static String rendered(String template, Map<String, Object> variables) {
        try {
            return Marks.plain(Template.parse(template).render(variables));
        } catch (TemplateException e) {
            return e.kind() == TemplateException.Kind.REFUSAL ? "refused: " + e.getMessage() : "fails";
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{{ 'a' + 1 }} # cannot add a string and a number (line 1, column 8)",
                "{{ 'a' + missing }} # 'missing' is undefined (line 1, column 8)",
                "{{ missing.attribute }} # 'missing' is undefined (line 1, column 11)",
                "{{ messages[7].content }} # a list has no element a number (line 1, column 15)",
                "{{ d.tools.name }} # a dictionary has no attribute 'tools' (line 1, column 11)",
                "{{ 'a' | nofilter }} # there is no filter 'nofilter' (line 1, column 10)",
                "{{ 'a'.nothing() }} # a string has no attribute 'nothing' (line 1, column 15)",
                "{% for a, b in [1] %}{% endfor %} # cannot loop over a number (line 1, column 4)",
                "{% for a, b in [[1]] %}{% endfor %} # cannot assign a list to 2 names: it has 1 elements (line 1, column 4)",
                "{{ messages[::0] }} # the step of a slice cannot be zero (line 1, column 12)",
                "{% if x %} # the tag 'endif' is missing (line 1, column 11)",
                "{% nonsense %} # unknown tag 'nonsense' (line 1, column 4)",
                "{{ 1 + }} # expected an expression, but found '}}' (line 1, column 8)",
                "{{ a b }} # expected '}}', but found 'b' (line 1, column 6)",
                "{% break %} # 'break' stands outside of a loop (line 1, column 4)",
                "{% include 'x' %} # the tag 'include' reads another template, and a chat template has none beside it (line 1, column 4)",
                "{{ d.update({}) }} # access to attribute 'update' of a dictionary is unsafe (line 1, column 12)",
                "{{ 'a'.startswith(1) }} # startswith expects a string, but is given a number (line 1, column 18)"
            })
    void should_say_what_is_wrong_and_where(String template, String message) {
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> Template.parse(template).render(Map.of("messages", List.of(), "d", Map.of())))
                .withMessage(message)
                .matches(failure -> failure.kind() == TemplateException.Kind.FAULT);
    }

    @Test
    void should_count_lines_and_columns_of_the_source() {
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> Template.parse("a\r\n{#\n#}\n  {{ 1 }}\n   {%- set x = 1 / 0 %}")
                        .render(Map.of()))
                .withMessage("cannot divide by zero (line 5, column 18)");
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> Template.parse("a\n{% if x"))
                .withMessage("the tag is not closed (line 2, column 1)");
    }
}
