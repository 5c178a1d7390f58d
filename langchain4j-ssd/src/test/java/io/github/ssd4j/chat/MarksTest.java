package io.github.ssd4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.chat.template.Marks;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates must not see the marks, and must not lose one. */
class MarksTest {

    private static final ContentMarks EVERYTHING = new ContentMarks(Set.of());

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("goldenCases")
    void real_templates_should_render_marked_contents_as_plain_ones(String template, String name, JsonNode golden) {
        Map<String, Object> variables = ChatTemplateTest.variables(golden.get("variables"));
        ChatTemplate chatTemplate = ChatTemplate.of(ChatTemplateTest.resource("templates/" + template), "", "");

        assertThat(renderedMarked(chatTemplate, variables)).isEqualTo(ChatTemplateTest.expected(golden));
    }

    static Stream<Arguments> goldenCases() {
        return ChatTemplateTest.goldenCases();
    }

    /** With a mark on every character, names of variables and roles apart. */
    private static String renderedMarked(ChatTemplate template, Map<String, Object> variables) {
        Map<String, Object> marked = EVERYTHING.messages(List.of(variables)).get(0);
        return Marks.read(ChatTemplateTest.renderedOrRefused(template, marked)).text();
    }
}
