package io.github.ssd4j.chat;

import static io.github.ssd4j.chat.AnswerParserTest.HERMES_ADD;
import static io.github.ssd4j.chat.AnswerParserTest.HERMES_NOW;
import static io.github.ssd4j.chat.AnswerParserTest.LLAMA_ADD;
import static io.github.ssd4j.chat.AnswerParserTest.LLAMA_NOW;
import static io.github.ssd4j.chat.AnswerParserTest.MISTRAL_ADD;
import static io.github.ssd4j.chat.AnswerParserTest.MISTRAL_NOW;
import static io.github.ssd4j.chat.AnswerParserTest.THINK;
import static io.github.ssd4j.chat.AnswerParserTest.TOOLS;
import static io.github.ssd4j.chat.AnswerParserTest.parts;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.chat.AnswerPart.Text;
import io.github.ssd4j.chat.AnswerPart.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeded random answers, put together from tags, calls and scraps of them, and cut into random pieces. */
class AnswerParserCutTest {

    @ParameterizedTest
    @MethodSource("dialects")
    void should_not_depend_on_how_the_answer_is_cut(@Nullable ToolDialect dialect) {
        Random random = new Random(20);
        int calls = 0;
        for (int round = 0; round < 4000; round++) {
            // given
            String answer = anyAnswer(random);
            boolean inside = random.nextInt(4) == 0;

            // when
            List<AnswerPart> atOnce = parts(new AnswerParser(dialect, TOOLS, THINK, inside), List.of(answer));
            List<AnswerPart> cut = parts(new AnswerParser(dialect, TOOLS, THINK, inside), cut(answer, random));

            // then
            assertThat(cut).as(answer).isEqualTo(atOnce);
            assertThat(textOf(atOnce).chars()).allMatch(character -> answer.indexOf(character) >= 0);
            calls += atOnce.stream().anyMatch(ToolCall.class::isInstance) ? 1 : 0;
        }
        assertThat(calls > 100).isEqualTo(dialect != null);
    }

    static Stream<Arguments> dialects() {
        return Stream.concat(
                Stream.of(Arguments.of((Object) null)),
                Stream.of(ToolDialect.values()).map(Arguments::of));
    }

    private static String textOf(List<AnswerPart> parts) {
        return parts.stream()
                .map(part -> part instanceof Text text ? text.text() : "")
                .collect(Collectors.joining());
    }

    private static String anyAnswer(Random random) {
        List<String> pieces = List.of(
                "<think>",
                "</think>",
                "<think",
                HERMES_ADD,
                HERMES_NOW,
                LLAMA_ADD,
                LLAMA_NOW,
                "<tool_call>",
                "</tool_call>",
                "</tool_",
                "[" + MISTRAL_ADD + ", " + MISTRAL_NOW + "]",
                "[TOOL_CALLS]",
                "<|python_tag|>",
                "<|python_tag|>add.call(a=1, b=\"x\")",
                "add.call(",
                "a='",
                ")",
                "<tool_call>\n<function=add>\n<parameter=a>\n1\n</parameter>\n</function>\n</tool_call>",
                "<function=now>",
                "<parameter=a>",
                "</parameter>",
                "</function>",
                "[TOOL_CALLS]add[ARGS]",
                "now[CALL_ID]x",
                "<function=now>{}</function>",
                "<|tool_call|>",
                "<｜tool▁call▁begin｜>function<｜tool▁sep｜>now\n",
                "<｜tool▁call▁end｜>",
                "```json\n",
                "```",
                "{\"a\":",
                "{",
                "}",
                "[",
                "]",
                "\"",
                "\\",
                "; ",
                " ",
                "\n",
                "\n\n",
                "text",
                "ü🦙",
                "a < b");
        return random.ints(1 + random.nextInt(7), 0, pieces.size())
                .mapToObj(pieces::get)
                .collect(Collectors.joining());
    }

    private static List<String> cut(String answer, Random random) {
        int longest = 1 + random.nextInt(8);
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < answer.length(); ) {
            int to = Math.min(answer.length(), from + random.nextInt(longest + 1));
            pieces.add(answer.substring(from, to));
            from = to;
        }
        return pieces;
    }
}
