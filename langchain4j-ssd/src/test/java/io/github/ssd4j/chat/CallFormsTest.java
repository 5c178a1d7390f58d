package io.github.ssd4j.chat;

import static io.github.ssd4j.chat.AnswerParserTest.parts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ssd4j.chat.AnswerPart.Text;
import io.github.ssd4j.chat.AnswerPart.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls whose arguments are no JSON: what they are is for the schema of the tool to say. */
class CallFormsTest {

    private static final String SCHEMA = """
            {"type": "object",
             "properties": {
               "s": {"type": "string"}, "i": {"type": "integer"}, "n": {"type": "number"}, "b": {"type": "boolean"},
               "l": {"type": "array", "items": {"type": "integer"}}, "o": {"type": "object"},
               "any": {}, "maybe": {"type": ["integer", "null"]}, "text": {"type": ["string", "null"]},
               "color": {"enum": ["red", 7, null]}, "ref": {"$ref": "#/$defs/count"},
               "either": {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}},
             "$defs": {"count": {"type": "integer"}}}""";

    private static final List<Tool> TOOLS = List.of(tool("set", SCHEMA), tool("now", "{}"));

    private static final ToolCall NOW = new ToolCall("now", "{}");

    private static Tool tool(String name, String schema) {
        try {
            return new Tool(name, null, new ObjectMapper().readTree(schema));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "s | plain text # 'plain text'",
                "s | 12 # '12'",
                "s | null # 'null'",
                "s | 'quoted' # '\\'quoted\\''",
                "i | 12 # 12",
                "i | 12.0 # 12",
                "i | twelve # 'twelve'",
                "i | null # null",
                "n | -1.5e3 # -1.5E+3",
                "b | true # true",
                "b | False # false",
                "b | maybe # 'maybe'",
                "l | [1, 2] # [1,2]",
                "l | ['a', None] # ['a',null]",
                "o | {'k': {'x': true}} # {'k':{'x':true}}",
                "o | {'k': True} # {'k':true}",
                "o | [1] # '[1]'",
                "any | 12 # '12'",
                "unknown | 12 # '12'",
                "maybe | null # null",
                "maybe | 3 # 3",
                "text | null # null",
                "text | nothing # 'nothing'",
                "color | red # 'red'",
                "color | 7 # 7",
                "color | null # null",
                "color | blue # 'blue'",
                "ref | 5 # 5",
                "either | true # true",
                "either | 5 # 5"
            })
    void a_value_between_tags_should_become_what_the_schema_says(String argument, String expected) {
        String name = argument.substring(0, argument.indexOf(' '));
        String value = argument.substring(argument.indexOf('|') + 2);
        String written = name.equals("o") || name.equals("l") ? value.replace('\'', '"') : value;

        assertThat(parsed(xml("set", parameter(name, written)))).containsExactly(set(name, expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "s='plain' # {'s':'plain'}",
                "s='it\\'s', i=3 # {'s':'it\\'s','i':3}",
                "s='a\\n\\t\\x41\\u00e9' # {'s':'a\\n\\tAé'}",
                "i='3' # {'i':3}",
                "s=3 # {'s':'3'}",
                "i=+3, n=.5, b=True # {'i':3,'n':0.5,'b':true}",
                "n=2., maybe=None, l=[1, 2,], o={'a': (1, 2)} # {'n':2,'maybe':null,'l':[1,2],'o':{'a':[1,2]}}",
                "s = 'a)b(c' # {'s':'a)b(c'}",
                "'by place', 4 # {'s':'by place','i':4}",
                " # {}"
            })
    void arguments_in_the_form_of_python_should_be_read(String arguments, String expected) {
        String answer = "<|python_tag|>set.call(" + (arguments == null ? "" : arguments) + ")";

        assertThat(parsed(answer)).containsExactly(new ToolCall("set", json(expected)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<|python_tag|>set.call(s=)",
                "<|python_tag|>set.call(s='a'",
                "<|python_tag|>set.call(s='a', s='b')",
                "<|python_tag|>set.call(s=other)",
                "<|python_tag|>set.call(s='a' i=1)",
                "<|python_tag|>set.call(s=1 < 2)",
                "<|python_tag|>other.call(s='a')",
                "<|python_tag|>set.run(s='a')",
                "<|python_tag|>print(1)",
                "set.call(s='a')",
                "<function=other>\n<parameter=s>\na\n</parameter>\n</function>",
                "<function=set>\n<parameter=s>\na\n</function>",
                "<function=set>\n<parameter=s>\na\n</parameter>",
                "<function=set>\ntext\n</function>",
                "<tool_call>\n<function=set>\n<parameter=s>a</parameter> b"
            })
    void what_is_no_call_should_be_text(String answer) {
        assertThat(parsed(answer)).containsExactly(new Text(answer));
    }

    @Test
    void calls_should_be_found_between_texts_and_after_each_other() {
        String call = xml("set", parameter("i", "1") + parameter("s", "two\n\nlines <b> </function>"));
        ToolCall expected = new ToolCall("set", "{\"i\":1,\"s\":\"two\\n\\nlines <b> </function>\"}");

        assertThat(parsed("I set it.\n\n" + call + "\n" + xml("now", "") + "\nDone."))
                .containsExactly(new Text("I set it."), expected, NOW, new Text("\n\n\n\nDone."));
        assertThat(parsed(call + call)).containsExactly(expected, expected);
        // without the outer tag, and with the arguments as JSON
        assertThat(parsed("<function=now>\n</function>")).containsExactly(NOW);
        assertThat(parsed("<function=now>{}</function>")).containsExactly(NOW);
        assertThat(parsed("Look: <|python_tag|>now.call()<|python_tag|>set.call(i=1)"))
                .containsExactly(new Text("Look:"), NOW, new ToolCall("set", "{\"i\":1}"));
        assertThat(parsed("<｜tool▁call▁begin｜>now<｜tool▁sep｜>{}<｜tool▁call▁end｜>"))
                .containsExactly(NOW);
    }

    /** A line break belongs to the tags; all else within them to the value. */
    @Test
    void a_value_should_keep_its_white_space() {
        assertThat(parsed(xml("set", "<parameter=s>\n\n  code\n  more\n\n</parameter>\n")))
                .containsExactly(new ToolCall("set", "{\"s\":\"\\n  code\\n  more\\n\"}"));
        assertThat(parsed(xml("set", "<parameter=s></parameter>")))
                .containsExactly(new ToolCall("set", "{\"s\":\"\"}"));
        assertThat(parsed(xml("set", "<parameter=s>\n</parameter>")))
                .containsExactly(new ToolCall("set", "{\"s\":\"\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Well: <tool_call>\n<function=set>\n<parameter=i>\n1\n</parameter>\n</function>\n</tool_call>",
                "Well: <|python_tag|>set.call(i=1)"
            })
    void a_call_should_never_be_shown_while_it_arrives(String answer) {
        AnswerParser parser = parser();
        List<AnswerPart> found = new ArrayList<>();
        for (int i = 0; i < answer.length(); i++) {
            found.addAll(parser.push(answer.substring(i, i + 1)));
        }
        found.addAll(parser.finish());

        assertThat(found.stream().filter(Text.class::isInstance).map(part -> ((Text) part).text()))
                .containsExactly("W", "e", "l", "l", ":");
        assertThat(found).last().isEqualTo(new ToolCall("set", "{\"i\":1}"));
    }

    @Test
    void a_template_with_this_form_should_get_the_tools_itself() {
        ChatTemplate template = ChatTemplate.of(
                "{% if tools %}{{ tools | tojson }}{% endif %}{% for m in messages %}{{ m.content }}{% for c in m.tool_calls %}"
                        + "<tool_call>\n<function={{ c.function.name }}>\n{% for k, v in c.function.arguments | items %}"
                        + "<parameter={{ k }}>\n{{ v }}\n</parameter>\n{% endfor %}</function>\n</tool_call>"
                        + "{% endfor %}{% endfor %}",
                "", "");

        assertThat(template.takesTools()).isTrue();
        assertThat(template.toolDialect()).isEqualTo(ToolDialect.QWEN_XML);
    }

    private static AnswerParser parser() {
        ChatTemplate template = ChatTemplate.of("{{ messages[0].content }}", "", "");
        return AnswerParser.of(template, "", TOOLS);
    }

    private static List<AnswerPart> parsed(String answer) {
        return parts(parser(), List.of(answer));
    }

    private static String xml(String name, String parameters) {
        return "<tool_call>\n<function=%s>\n%s</function>\n</tool_call>".formatted(name, parameters);
    }

    private static String parameter(String name, String value) {
        return "<parameter=%s>\n%s\n</parameter>\n".formatted(name, value);
    }

    private static ToolCall set(String name, String value) {
        return new ToolCall("set", "{\"%s\":%s}".formatted(name, json(value)));
    }

    /** With {@code '} for the quotation mark, except behind a backslash. */
    private static String json(String text) {
        return text.replace("\\'", "\u0001").replace('\'', '"').replace("\u0001", "'");
    }
}
