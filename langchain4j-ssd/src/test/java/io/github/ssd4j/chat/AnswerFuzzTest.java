package io.github.ssd4j.chat;

import static io.github.ssd4j.chat.AnswerParserTest.HERMES_ADD;
import static io.github.ssd4j.chat.AnswerParserTest.LLAMA_ADD;
import static io.github.ssd4j.chat.AnswerParserTest.MISTRAL_ADD;
import static io.github.ssd4j.chat.AnswerParserTest.THINK;
import static io.github.ssd4j.chat.AnswerParserTest.TOOLS;
import static io.github.ssd4j.chat.AnswerParserTest.parts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ssd4j.Campaign;
import io.github.ssd4j.chat.AnswerPart.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged answers: parts that do not depend on how the answer is cut, calls with an object as arguments, no exception. */
class AnswerFuzzTest {

    private static final int CASES = 1000;
    private static final long SEED = 20261127;

    /** The answers have a few thousand characters. */
    private static final long MAX_ALLOCATION = 64L << 20;

    private static final List<ToolDialect> DIALECTS = List.of(ToolDialect.values());

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> ANSWERS = List.of(
            "<think>\nFirst the sum.\n</think>\n\n" + HERMES_ADD + "\n" + HERMES_ADD,
            "I add.\n" + HERMES_ADD + "\nDone.",
            LLAMA_ADD + "; " + LLAMA_ADD,
            "<|python_tag|>" + LLAMA_ADD,
            "[TOOL_CALLS][" + MISTRAL_ADD + ", " + MISTRAL_ADD + "]",
            "Wait.[TOOL_CALLS]add[CALL_ID]abcdefghi[ARGS]{\"a\": 1}[TOOL_CALLS]add[ARGS]{\"a\": 2}",
            "So:\n```json\n" + MISTRAL_ADD + "\n```\n",
            "<tool_call>{\"name\": \"add\", \"arguments\": \"{\\\"a\\\": 1.5e10, \\\"b\\\": [1, {}]}\"}</tool_call>");

    private static final List<String> SNIPPETS = List.of(
            "<think>",
            "</think>",
            "<tool_call>",
            "</tool_call>",
            "[TOOL_CALLS]",
            "<|python_tag|>",
            "[ARGS]",
            "```json",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            "\\u",
            ",",
            ":",
            "null",
            "1e999999999",
            "-",
            "\u0000",
            "\uD83E",
            "🦙",
            "{\"a\":",
            "[{",
            "\"name\": \"add\"",
            "\"arguments\":",
            "9".repeat(2000));

    private final Random random = new Random(SEED);

    @Test
    void a_damaged_answer_should_be_taken_apart_however_it_is_cut() {
        Campaign campaign = new Campaign("answers", CASES, MAX_ALLOCATION);

        int calls = campaign.run(number -> {
            String answer = damaged(ANSWERS.get(random.nextInt(ANSWERS.size())));
            ToolDialect dialect = random.nextInt(8) == 0 ? null : DIALECTS.get(random.nextInt(DIALECTS.size()));
            boolean inside = random.nextInt(4) == 0;
            List<AnswerPart> atOnce = parsed(dialect, inside, List.of(answer));
            assertThat(parsed(dialect, inside, cut(answer))).as(answer).isEqualTo(atOnce);
            return holdsCall(atOnce);
        });

        assertThat(calls).isBetween(campaign.cases() / 20, campaign.cases() - 1);
    }

    /** The next request writes the call into its prompt, and no template can write values that nest deeper than its limit. */
    @Test
    void a_call_that_nests_too_deep_for_templates_should_be_text() {
        for (int depth : List.of(150, 300, 5000)) {
            String list = "[".repeat(depth) + "]".repeat(depth);
            String asObject = "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": " + list + "}}</tool_call>";
            String asText = "<tool_call>{\"name\": \"add\", \"arguments\": \"{\\\"a\\\": " + list + "}\"}</tool_call>";
            for (String answer : List.of(asObject, asText)) {
                assertThat(holdsCall(parsed(ToolDialect.HERMES, false, List.of(answer))))
                        .as("%d levels", depth)
                        .isEqualTo(depth < JsonExtent.MAX_DEPTH);
            }
        }
    }

    /** As a model writes that has lost its way: a call that never ends, then its tag 300,000 times. It took minutes. */
    @Test
    @Timeout(30)
    void a_long_answer_should_take_time_in_proportion_to_its_length() {
        AnswerParser parser = new AnswerParser(ToolDialect.HERMES, TOOLS, THINK, false);
        String start = "<tool_call>{\"";
        String repeated = "<tool_call>";

        List<AnswerPart> parts = new ArrayList<>(parser.push(start));
        for (int i = 0; i < 300_000; i++) {
            parts.addAll(parser.push(repeated));
        }
        parts.addAll(parser.finish());

        assertThat(parts).containsExactly(new AnswerPart.Text(start + repeated.repeat(300_000)));
    }

    /** The same without marks: beginnings of calls that never become one, in one piece and in many. */
    @ParameterizedTest
    @Timeout(30)
    @ValueSource(
            strings = {
                "{\"name\": \"add\", \"arguments\": {\"a\": \"",
                "[{\"name\": \"add\", \"arguments\": [",
                "{\"name\": \"add\", ",
                "{    ",
                "[",
                "```json\n{",
                "[TOOL_CALLS]add   ",
                "<|python_tag|>add.call(",
                "<|python_tag|>add.call(a='",
                "<function=add><parameter=a>",
                "<tool_call>\n<function=add>\n<parameter=a>x</parameter>"
            })
    void beginnings_of_calls_should_take_time_in_proportion_to_their_length(String repeated) {
        int count = 40_000;
        AnswerParser parser = new AnswerParser(ToolDialect.MISTRAL, TOOLS, THINK, false);
        List<AnswerPart> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.addAll(parser.push(repeated));
        }
        parts.addAll(parser.finish());

        assertThat(holdsCall(parts)).isFalse();
        assertThat(parts(new AnswerParser(ToolDialect.MISTRAL, TOOLS, THINK, false), List.of(repeated.repeat(count))))
                .containsExactly(new AnswerPart.Text(repeated.repeat(count)));
    }

    private static boolean holdsCall(List<AnswerPart> parts) {
        boolean found = false;
        for (AnswerPart part : parts) {
            if (part instanceof ToolCall call) {
                assertThat(TOOLS).contains(call.name());
                try {
                    assertThat(JSON.readTree(call.arguments()).isObject()).isTrue();
                } catch (JsonProcessingException e) {
                    throw new AssertionError(call.arguments(), e);
                }
                found = true;
            }
        }
        return found;
    }

    private static List<AnswerPart> parsed(@Nullable ToolDialect dialect, boolean inside, List<String> pieces) {
        return parts(new AnswerParser(dialect, TOOLS, THINK, inside), pieces);
    }

    private String damaged(String answer) {
        StringBuilder text = new StringBuilder(answer);
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
                case 2 -> text.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                case 3 -> text.replace(at, end, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                default -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(100)));
            }
        }
        return text.toString();
    }

    private List<String> cut(String answer) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < answer.length(); ) {
            int to = Math.min(answer.length(), from + 1 + random.nextInt(9));
            pieces.add(answer.substring(from, to));
            from = to;
        }
        return pieces;
    }
}
