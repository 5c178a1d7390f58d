package io.github.ssd4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.ssd4j.chat.AnswerPart.Text;
import io.github.ssd4j.chat.AnswerPart.Thinking;
import io.github.ssd4j.chat.AnswerPart.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {

    static final ThinkingTags THINK = new ThinkingTags("<think>", "</think>");

    static final Set<String> TOOLS = Set.of("add", "now");

    private static final ToolCall ADD = new ToolCall("add", "{\"a\":1,\"b\":2}");
    private static final ToolCall NOW = new ToolCall("now", "{}");

    static final String HERMES_ADD =
            "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": 2}}\n</tool_call>";
    static final String HERMES_NOW = "<tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call>";
    private static final String HERMES_OPEN = "<tool_call>{\"name\": \"now\"}";
    static final String LLAMA_ADD = "{\"name\": \"add\", \"parameters\": {\"a\": 1, \"b\": 2}}";
    static final String LLAMA_NOW = "{\"name\": \"now\", \"parameters\": {}}";
    static final String MISTRAL_ADD = "{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": 2}}";
    static final String MISTRAL_NOW = "{\"name\": \"now\", \"arguments\": {}, \"id\": \"abcdefghi\"}";

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("hermes")
    void should_read_hermes(String answer, List<AnswerPart> expected) {
        assertThat(parsed(ToolDialect.HERMES, answer)).isEqualTo(expected);
    }

    static Stream<Arguments> hermes() {
        return Stream.of(
                answer("Hello\n", text("Hello\n")),
                answer(" \n", text(" \n")),
                answer(HERMES_ADD, ADD),
                answer("\n\n" + HERMES_ADD + "\n", ADD),
                answer(HERMES_ADD + "\n" + HERMES_NOW, ADD, NOW),
                answer(HERMES_ADD + HERMES_ADD, ADD, ADD),
                answer("I add.\n\n" + HERMES_ADD, text("I add."), ADD),
                answer(HERMES_ADD + "\nDone.", ADD, text("Done.")),
                answer("I add.\n" + HERMES_ADD + "\nDone. ", text("I add."), ADD, text("\n\nDone. ")),
                answer("<tool_call>[" + MISTRAL_ADD + ", " + MISTRAL_NOW + "]</tool_call>", ADD, NOW),
                // an end that the model forgot, or that was cut off
                answer("<tool_call>" + MISTRAL_ADD, ADD),
                answer("<tool_call>" + MISTRAL_ADD + "\n</tool_c", ADD),
                answer("<tool_call>" + MISTRAL_ADD + "\n<tool_call>" + MISTRAL_NOW, ADD, NOW),
                // bare JSON and marks of other dialects
                answer(MISTRAL_ADD, ADD),
                answer("I add.\n" + LLAMA_ADD + "\nDone.", text("I add."), ADD, text("\n\nDone.")),
                answer("[TOOL_CALLS][" + MISTRAL_ADD + "]", ADD),
                answer("```json\n" + MISTRAL_ADD + "\n```", ADD),
                answer("<tool_call>\n```json\n" + MISTRAL_ADD + "\n```\n</tool_call>", ADD),
                answer("So:\n```\n" + MISTRAL_ADD + "\n```\nDone.", text("So:"), ADD, text("\n\nDone.")),
                answer("```json\n{\"a\": 1}\n```", text("```json\n{\"a\": 1}\n```")),
                answer("```\nx\n```", text("```\nx\n```")),
                answer(MISTRAL_ADD + "\n```\nx\n```", ADD, text("```\nx\n```")),
                answer("a < b, <tool_box>", text("a < b, <tool_box>")),
                answer("</tool_call>", text("</tool_call>")),
                answer("<tool_ca", text("<tool_ca")));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("llama")
    void should_read_llama_json(String answer, List<AnswerPart> expected) {
        assertThat(parsed(ToolDialect.LLAMA_JSON, answer)).isEqualTo(expected);
    }

    static Stream<Arguments> llama() {
        return Stream.of(
                answer("Hello", text("Hello")),
                answer(LLAMA_ADD, ADD),
                answer("\n" + LLAMA_ADD + "\n", ADD),
                answer("<|python_tag|>" + LLAMA_ADD, ADD),
                answer(LLAMA_ADD + "; " + LLAMA_NOW, ADD, NOW),
                answer(LLAMA_ADD + "\n" + LLAMA_NOW, ADD, NOW),
                answer("<|python_tag|>" + LLAMA_ADD + ";<|python_tag|>" + LLAMA_NOW, ADD, NOW),
                answer("{\"type\": \"function\", \"function\": " + LLAMA_ADD + "}", ADD),
                answer(LLAMA_ADD + " Done; really", ADD, text("Done; really")),
                answer("Let me: <|python_tag|>" + LLAMA_ADD, text("Let me:"), ADD),
                answer("Like this: " + LLAMA_ADD, text("Like this:"), ADD),
                answer("{\"name\": \"add\"}", text("{\"name\": \"add\"}")),
                answer("{\"type\": \"function\", \"name\": \"now\", \"parameters\": {}}", NOW),
                answer("{\"parameters\": {}, \"name\": \"now\"}", NOW),
                answer("<function=add>{\"a\": 1, \"b\": 2}</function>", ADD),
                answer("<function=sub>{}</function>", text("<function=sub>{}</function>")),
                answer("{name: add}", text("{name: add}")),
                answer("{\"city\": \"Köln\"}", text("{\"city\": \"Köln\"}")),
                answer("{\"name\": \"Zoë\", \"age\": 3}", text("{\"name\": \"Zoë\", \"age\": 3}")),
                answer("{\"name\": \"add\", \"parameters", text("{\"name\": \"add\", \"parameters")),
                answer("<|python_tag|>print(1)", text("<|python_tag|>print(1)")));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("mistral")
    void should_read_mistral(String answer, List<AnswerPart> expected) {
        assertThat(parsed(ToolDialect.MISTRAL, answer)).isEqualTo(expected);
    }

    static Stream<Arguments> mistral() {
        return Stream.of(
                answer("Hello", text("Hello")),
                answer("[TOOL_CALLS][" + MISTRAL_ADD + "]", ADD),
                answer("[TOOL_CALLS] [" + MISTRAL_ADD + ", " + MISTRAL_NOW + "]", ADD, NOW),
                answer("[TOOL_CALLS]" + MISTRAL_ADD, ADD),
                answer(" [" + MISTRAL_ADD + "," + MISTRAL_NOW + "]\n", ADD, NOW),
                answer("[ " + MISTRAL_ADD + " ]", ADD),
                answer("Wait.\n[TOOL_CALLS][" + MISTRAL_ADD + "]", text("Wait."), ADD),
                answer("See [" + MISTRAL_ADD + "]", text("See"), ADD),
                answer("I look it up.\n\n[" + MISTRAL_ADD + "]", text("I look it up."), ADD),
                answer("[TOOL_CALLS]add[ARGS]{\"a\": 1, \"b\": 2}", ADD),
                answer("[TOOL_CALLS]add[ARGS]{\"a\": 1, \"b\": 2}[TOOL_CALLS]now[ARGS]{}", ADD, NOW),
                answer("Wait.[TOOL_CALLS]add[CALL_ID]abcdefghi[ARGS]{\"a\": 1, \"b\": 2}", text("Wait."), ADD),
                answer("[TOOL_CALLS]add{\"a\": 1, \"b\": 2}", ADD),
                answer("[TOOL_CALLS]sub[ARGS]{}", text("[TOOL_CALLS]sub[ARGS]{}")),
                answer("[TOOL_CALLS]add[ARGS]{\"a\"", text("[TOOL_CALLS]add[ARGS]{\"a\"")),
                answer("[1] is a source", text("[1] is a source")),
                answer("[]", text("[]")),
                answer("[TOOL_CALLS][" + MISTRAL_ADD, text("[TOOL_CALLS][" + MISTRAL_ADD)),
                answer("[" + MISTRAL_ADD + ", {\"no\": 1}]", text("[" + MISTRAL_ADD + ", {\"no\": 1}]")));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("otherForms")
    void should_read_other_forms(String answer, List<AnswerPart> expected) {
        assertThat(parsed(ToolDialect.TOOL_CALL_TOKEN, answer)).isEqualTo(expected);
    }

    static Stream<Arguments> otherForms() {
        String deepSeek = "<｜tool▁call▁begin｜>function<｜tool▁sep｜>%s\n```json\n%s\n```<｜tool▁call▁end｜>";
        String add = deepSeek.formatted("add", "{\"a\": 1, \"b\": 2}");
        return Stream.of(
                answer("<|tool_call|>[" + MISTRAL_ADD + ", " + MISTRAL_NOW + "]", ADD, NOW),
                answer("I add.\n<|tool_call|>" + MISTRAL_ADD + "<|/tool_call|>", text("I add."), ADD),
                answer("<|tool_call|>" + MISTRAL_ADD + "<|/tool_call|><|tool_call|>" + MISTRAL_NOW, ADD, NOW),
                answer("<｜tool▁calls▁begin｜>" + add + "<｜tool▁calls▁end｜>", ADD),
                answer(
                        "Wait.\n<｜tool▁calls▁begin｜>" + add + "\n" + deepSeek.formatted("now", "{}")
                                + "<｜tool▁calls▁end｜>",
                        text("Wait."),
                        ADD,
                        NOW),
                answer("<|tool_call|>none", text("<|tool_call|>none")));
    }

    /** JSON that is the answer, for instance under a response format, may speak of calls. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"plan\": [{\"name\": \"add\", \"arguments\": {}}]}",
                "{\"steps\":\n [{\"name\": \"now\", \"parameters\": {}}], \"text\": \"{\\\"name\\\": \\\"add\\\", \"}",
                "See {\"a\": {\"name\": \"add\", \"arguments\": {\"a\": 1}}}",
                "[{\"x\": {\"name\": \"add\", \"arguments\": {}}}, {\"name\": \"add\", \"arguments\": {}}]"
            })
    void calls_inside_of_other_json_should_be_text(String answer) {
        for (ToolDialect dialect : ToolDialect.values()) {
            assertThat(parsed(dialect, answer)).containsExactly(text(answer));
        }
    }

    @Test
    void a_call_should_be_found_behind_json_that_is_none() {
        assertThat(parsed(ToolDialect.HERMES, "{\"a\": 1} then {b} or {\"c\", then " + MISTRAL_ADD))
                .containsExactly(text("{\"a\": 1} then {b} or {\"c\", then"), ADD);
    }

    /** Trouble A1: the mark was a special token, and is dropped. */
    @Test
    void a_call_behind_text_should_be_a_call_without_its_mark() {
        String source = ToolTemplatesTest.resource("templates/Mistral-Nemo-Instruct-2407.jinja");
        ChatTemplate template = ChatTemplate.of(source, "<s>", "</s>");
        Tool weather = new Tool("get_weather", "none", JsonNodeFactory.instance.objectNode());
        String answer = "I will look it up.\n\n[{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Graz\"}}]";

        assertThat(parts(AnswerParser.of(template, "[INST]x[/INST]", List.of(weather)), List.of(answer)))
                .containsExactly(text("I will look it up."), new ToolCall("get_weather", "{\"city\":\"Graz\"}"));
    }

    @ParameterizedTest
    @MethodSource("specialTags")
    void tags_that_are_special_tokens_should_never_be_text(String answer, List<AnswerPart> expected) {
        Set<String> special = Set.of("[TOOL_CALLS]", "[ARGS]", "<|python_tag|>", "</tool_call>", "<think>", "</think>");

        assertThat(parts(
                        new AnswerParser(true, AnswerParser.withoutSchemas(TOOLS), THINK, false, special),
                        List.of(answer)))
                .isEqualTo(expected);
    }

    static Stream<Arguments> specialTags() {
        return Stream.of(
                answer("[TOOL_CALLS][" + MISTRAL_ADD + "]", ADD),
                answer("[TOOL_CALLS]add[ARGS]{\"a\": 1, \"b\": 2}", ADD),
                answer("[TOOL_CALLS]sub[ARGS]{}", text("sub{}")),
                answer(
                        "[TOOL_CALLS] [{\"name\": \"sub\", \"arguments\": {}}]",
                        text(" [{\"name\": \"sub\", \"arguments\": {}}]")),
                answer("<|python_tag|>print(1)", text("print(1)")),
                answer("a</tool_call>b", text("ab")),
                answer("<think>a[TOOL_CALLS]b</think>c", think("ab"), text("c")),
                answer("x[TOOL_CALLS]", text("x")));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("thoughts")
    void should_keep_thoughts_apart(String answer, boolean inside, List<AnswerPart> expected) {
        assertThat(parts(new AnswerParser(ToolDialect.HERMES, TOOLS, THINK, inside), List.of(answer)))
                .isEqualTo(expected);
        if (!answer.contains("tool_call")) {
            assertThat(parts(new AnswerParser(null, Set.of(), THINK, inside), List.of(answer)))
                    .isEqualTo(expected);
        }
    }

    static Stream<Arguments> thoughts() {
        return Stream.of(
                thought("<think>\nHm.\n\nYes.\n</think>\n\nHi! ", false, think("Hm.\n\nYes."), text("Hi! ")),
                thought("\n<think>Hm.</think>Hi!", false, think("Hm."), text("Hi!")),
                thought("<think>\n\n</think>\n\nHi!", false, text("Hi!")),
                thought("<think>\n\n</think>\n\n", false),
                thought("Hm.\n</think>\n\nHi!", true, think("Hm."), text("Hi!")),
                thought("<think>\nHm.</think>Hi!", true, think("Hm."), text("Hi!")),
                thought("<think>It never ends <", false, think("It never ends <")),
                thought("Hm.\n", true, think("Hm.")),
                thought("A\n<think>B</think>\nC", false, text("A\n"), think("B"), text("C")),
                thought(
                        "A\n" + HERMES_OPEN + "<think>B</think></tool_call>C",
                        false,
                        text("A"),
                        NOW,
                        think("B"),
                        text("C")),
                thought("Hi!</think>\nHo!", false, text("Hi!Ho!")),
                thought("a <thin line", false, text("a <thin line")),
                thought("<think>x</think>\n" + HERMES_ADD, false, think("x"), ADD),
                thought("<think>" + HERMES_ADD + "</think>x", false, think(HERMES_ADD), text("x")),
                thought(HERMES_ADD + "\n<think>x</think>\n" + HERMES_NOW, false, ADD, think("x"), NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"unknown\", \"arguments\": {}}",
                "{\"name\": \"add\", \"arguments\": [1, 2]}",
                "{\"name\": \"add\", \"arguments\": \"1, 2\"}",
                "{\"name\": \"add\", \"arguments\": 7}",
                "{\"name\": 7, \"arguments\": {}}",
                "{\"name\": \"\", \"arguments\": {}}",
                "{\"arguments\": {\"a\": 1}}",
                "{\"name\": \"add\", \"arguments\": {\"a\": }}",
                "{\"name\": \"add\", \"arguments\": {\"a\": 1e9999999999}}",
                "{\"name\": \"add\", \"arguments\": {\"a\": 1}",
                "{\"name\": \"add\", \"arguments\": {\"a\": \"1}}",
                "{'name': 'add', 'arguments': {}}",
                "add(1, 2)",
                "[]",
                "[1]",
                "{]",
                ""
            })
    void malformed_call_should_be_text(String call) {
        String answer = "<tool_call>\n" + call + "\n</tool_call>";

        assertThat(parsed(ToolDialect.HERMES, answer)).containsExactly(text(answer));
    }

    @Test
    void should_find_a_call_after_a_malformed_one() {
        String malformed = "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": \"1}}</tool_call>";

        assertThat(parsed(ToolDialect.HERMES, malformed + "\n" + HERMES_ADD)).containsExactly(text(malformed), ADD);
    }

    @Test
    void should_survive_json_that_nests_too_deep() {
        String answer = "<tool_call>" + "{\"a\":".repeat(5000) + "1" + "}".repeat(5000) + "</tool_call>";

        assertThat(parsed(ToolDialect.HERMES, answer)).containsExactly(text(answer));
    }

    @ParameterizedTest
    @MethodSource("arguments")
    void should_hand_on_arguments_as_an_object(String written, String expected) {
        String answer = "<tool_call>{\"name\": \"add\"" + written + "}</tool_call>";

        assertThat(parsed(ToolDialect.HERMES, answer)).containsExactly(new ToolCall("add", expected));
    }

    static Stream<Arguments> arguments() {
        return Stream.of(
                Arguments.of("", "{}"),
                Arguments.of(", \"arguments\": null", "{}"),
                Arguments.of(", \"arguments\": \"\"", "{}"),
                Arguments.of(", \"arguments\": { }", "{}"),
                Arguments.of(", \"parameters\": {\"a\" : 1}", "{\"a\":1}"),
                Arguments.of(", \"arguments\": \"{\\\"a\\\": \\\"x\\\"}\"", "{\"a\":\"x\"}"),
                Arguments.of(", \"arguments\": {\"a\": \"Köln 北京 🦙 \\u00e9\"}", "{\"a\":\"Köln 北京 🦙 é\"}"),
                Arguments.of(", \"arguments\": {\"a\": \"</tool_call>}\\\\\"}", "{\"a\":\"</tool_call>}\\\\\"}"),
                Arguments.of(", \"arguments\": {\"a\": \"two\nlines\"}", "{\"a\":\"two\\nlines\"}"),
                Arguments.of(
                        ", \"arguments\": {\"a\": 0.12345678901234567890123, \"b\": 123456789012345678901234}",
                        "{\"a\":0.12345678901234567890123,\"b\":123456789012345678901234}"),
                Arguments.of(", \"arguments\": {\"a\": [{\"b\": null}, true, -2]}", "{\"a\":[{\"b\":null},true,-2]}"));
    }

    @Test
    void should_take_any_name_where_the_tools_are_not_known() {
        AnswerParser parser = new AnswerParser(ToolDialect.LLAMA_JSON, Set.of(), null, false);

        assertThat(parts(parser, List.of("{\"name\": \"x\", \"parameters\": {}}")))
                .containsExactly(new ToolCall("x", "{}"));
        assertThat(parts(
                        new AnswerParser(ToolDialect.LLAMA_JSON, Set.of(), null, false),
                        List.of("{\"name\": \"x\", \"size\": 1}")))
                .containsExactly(text("{\"name\": \"x\", \"size\": 1}"));
    }

    @Test
    void should_leave_everything_alone_without_tools_and_thoughts() {
        String answer = "\n<think>" + HERMES_ADD + "</think>" + LLAMA_ADD + " ";
        AnswerParser parser = new AnswerParser(null, Set.of(), null, true);

        assertThat(parser.push("\n ")).containsExactly(text("\n "));
        assertThat(parser.push(answer)).containsExactly(text(answer));
        assertThat(parser.finish()).isEmpty();
    }

    @Test
    void should_hold_text_only_as_long_as_it_may_become_something_else() {
        AnswerParser parser = new AnswerParser(ToolDialect.HERMES, TOOLS, THINK, false);

        assertThat(parser.push("It")).containsExactly(text("It"));
        assertThat(parser.push(" is")).containsExactly(text(" is"));
        assertThat(parser.push(" a <")).containsExactly(text(" a"));
        assertThat(parser.push("to")).isEmpty();
        assertThat(parser.push("y> {\"x\"")).containsExactly(text(" <toy> {\"x\""));
        assertThat(parser.push(" <tool_call>{\"name\"")).isEmpty();
        assertThat(parser.push(": \"now\"}")).containsExactly(NOW);
        assertThat(parser.push("</tool_call>")).isEmpty();
        assertThat(parser.push("Well")).containsExactly(text(" Well"));
        assertThat(parser.finish()).isEmpty();
    }

    @Test
    void should_let_prose_that_begins_like_a_call_go_at_once() {
        AnswerParser llama = new AnswerParser(ToolDialect.LLAMA_JSON, TOOLS, null, false);
        assertThat(llama.push("{")).isEmpty();
        assertThat(llama.push("x} is a set")).containsExactly(text("{x} is a set"));

        AnswerParser mistral = new AnswerParser(ToolDialect.MISTRAL, TOOLS, null, false);
        assertThat(mistral.push("[")).isEmpty();
        assertThat(mistral.push("1")).containsExactly(text("[1"));
    }

    @Test
    void should_begin_inside_the_thoughts_that_the_prompt_opened() {
        ChatTemplate template = ChatTemplate.of(
                "{{ messages[0].content }}<a>{% if add_generation_prompt %}<think>\n{% endif %}{# </think> #}", "", "");
        String prompt = template.render(List.of(Map.of("role", "user", "content", "x")), true);

        AnswerParser parser = AnswerParser.of(template, prompt, List.of());

        assertThat(parts(parser, List.of("Hm.\n</th", "ink>\n\nHi"))).containsExactly(think("Hm."), text("Hi"));
    }

    @Test
    void tags_should_not_be_blank() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new ThinkingTags("", "</think>"))
                .withMessage("open cannot be null or blank");
    }

    private static List<AnswerPart> parsed(ToolDialect dialect, String answer) {
        return parts(new AnswerParser(dialect, TOOLS, null, false), List.of(answer));
    }

    /** The parts of the whole answer; pieces of text or thoughts that follow one another are joined. */
    static List<AnswerPart> parts(AnswerParser parser, List<String> pieces) {
        List<AnswerPart> parts = new ArrayList<>();
        pieces.forEach(piece -> parts.addAll(parser.push(piece)));
        parts.addAll(parser.finish());
        assertThat(parts).doesNotContain(text(""), think(""));
        List<AnswerPart> joined = new ArrayList<>();
        for (AnswerPart part : parts) {
            AnswerPart before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (before instanceof Text first && part instanceof Text second) {
                joined.set(joined.size() - 1, text(first.text() + second.text()));
            } else if (before instanceof Thinking first && part instanceof Thinking second) {
                joined.set(joined.size() - 1, think(first.text() + second.text()));
            } else {
                joined.add(part);
            }
        }
        return joined;
    }

    private static Arguments answer(String answer, AnswerPart... expected) {
        return Arguments.of(answer, List.of(expected));
    }

    private static Arguments thought(String answer, boolean inside, AnswerPart... expected) {
        return Arguments.of(answer, inside, List.of(expected));
    }

    private static Text text(String text) {
        return new Text(text);
    }

    private static Thinking think(String text) {
        return new Thinking(text);
    }
}
