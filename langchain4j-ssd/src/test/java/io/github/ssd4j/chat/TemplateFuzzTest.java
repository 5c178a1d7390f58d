package io.github.ssd4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.ssd4j.Campaign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Damaged templates: a text or a {@link ChatTemplateException}, in little time and memory, and nothing else. */
class TemplateFuzzTest {

    private static final int CASES = 500;
    private static final long SEED = 20261127;

    /** All text that a template can pay for, in UTF-16, and the copies of it. */
    private static final long MAX_ALLOCATION = 2L << 30;

    /** What templates are made of, and what tends to break interpreters. */
    private static final List<String> SNIPPETS = List.of(
            "{% for x in range(1000000000) %}",
            "{% endfor %}",
            "{% endif %}",
            "{% else %}",
            "{% if x %}",
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            "{% raw %}",
            "{% endraw %}",
            "(",
            ")",
            "[",
            "]",
            "'",
            "\"",
            "\\",
            " | tojson",
            " | indent(99)",
            " | join(messages)",
            ".split('')",
            ".split()",
            "[::-1]",
            "[::0]",
            "[-9999999999:]",
            " ~ messages",
            " + messages",
            " * 1000000",
            " ** 99999",
            " in messages",
            " is eq(messages)",
            " if ",
            " else ",
            "-",
            "not ",
            "999999999999999999",
            "1e999999999",
            "\\uD800",
            "\\U99999999",
            "\\xZZ",
            "messages",
            "tools",
            "namespace(x=messages)",
            "{% set ns = ns %}",
            "{% set ns.ns = ns %}",
            "{% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }}",
            "{% break %}",
            "{% continue %}",
            "{% set x = [messages, messages] %}",
            "strftime_now('%Q')",
            "raise_exception(messages)",
            "\u0000",
            "\uD83E",
            "🦙");

    private static final List<Map<String, Object>> CONVERSATION = List.of(
            Map.of("role", "system", "content", "Be brief."),
            Map.of("role", "user", "content", "What is 1 + 2?"),
            Map.of(
                    "role", "assistant",
                    "content", "",
                    "tool_calls",
                            List.of(Map.of(
                                    "id", "abcdefghi",
                                    "type", "function",
                                    "function", Map.of("name", "add", "arguments", Map.of("a", 1, "b", 2))))),
            Map.of("role", "tool", "name", "add", "content", "3", "tool_call_id", "abcdefghi"),
            Map.of("role", "assistant", "content", "3"),
            Map.of("role", "user", "content", "Thanks."));

    private static final List<Tool> TOOLS = List.of(
            new Tool("add", "adds", JsonNodeFactory.instance.objectNode().put("type", "object")));

    private final Random random = new Random(SEED);

    @Test
    void a_damaged_template_should_render_or_be_refused() throws IOException {
        List<String> templates = templates();
        Campaign campaign = new Campaign("templates", CASES, MAX_ALLOCATION);

        int refused = campaign.run(number -> isRefused(damaged(templates.get(random.nextInt(templates.size())))));

        assertThat(refused).isBetween(campaign.cases() / 10, campaign.cases() - 1);
    }

    private static boolean isRefused(String source) {
        try {
            ChatTemplate template = ChatTemplate.of(source, "<s>", "</s>");
            return template.render(CONVERSATION, TOOLS, true).length() < 0;
        } catch (ChatTemplateException e) {
            assertThat(e.getMessage()).isNotBlank();
            return true;
        } catch (IllegalArgumentException e) {
            // a template must not be blank
            assertThat(source).isBlank();
            return true;
        }
    }

    private String damaged(String source) {
        StringBuilder text = new StringBuilder(source);
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(40));
            switch (random.nextInt(6)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
                case 2 ->
                    text.setCharAt(
                            at, (char) (random.nextInt(20) == 0 ? random.nextInt(0x10000) : 32 + random.nextInt(95)));
                case 3 -> text.insert(insideOfTag(text, at), SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                case 4 -> text.replace(at, end, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                default -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(200)));
            }
        }
        return text.toString();
    }

    /** Just before a tag ends, which is where an expression ends. */
    private static int insideOfTag(StringBuilder text, int from) {
        int end = text.indexOf(" %}", from);
        return end < 0 ? from : end;
    }

    private static List<String> templates() throws IOException {
        List<String> templates = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/chat/templates"))) {
            for (Path file : files.sorted().toList()) {
                templates.add(Files.readString(file));
            }
        }
        return templates;
    }
}
