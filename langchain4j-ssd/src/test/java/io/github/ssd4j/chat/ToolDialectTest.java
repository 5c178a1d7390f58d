package io.github.ssd4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolDialectTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PARAMETERS = """
            {"type": "object", "properties": {"a": {"$ref": "#/$defs/node"}}, "required": ["a"], "$defs": {"node": {"type": "integer"}}}""";

    @Test
    void should_describe_a_call_of_each_tool() throws JsonProcessingException {
        List<Tool> tools = List.of(
                new Tool("add", null, JSON.readTree(PARAMETERS)),
                new Tool("now", "Tells the time", JsonNodeFactory.instance.objectNode()));

        assertThat(schemas(ToolDialect.HERMES.syntax(tools))).containsExactly(JSON.readTree("""
                                {"type": "object", "$defs": {"node": {"type": "integer"}},
                                 "properties": {
                                   "name": {"const": "add"},
                                   "arguments": {
                                     "type": "object",
                                     "properties": {"a": {"$ref": "#/$defs/node"}},
                                     "required": ["a"]}},
                                 "required": ["name", "arguments"], "additionalProperties": false}"""), JSON.readTree("""
                                {"type": "object",
                                 "properties": {
                                   "name": {"const": "now"},
                                   "arguments": {"type": "object", "properties": {}, "additionalProperties": false}},
                                 "required": ["name", "arguments"], "additionalProperties": false}"""));
        assertThat(schemas(ToolDialect.LLAMA_JSON.syntax(tools)))
                .allMatch(schema -> schema.at("/required/1").asText().equals("parameters"))
                .allMatch(schema -> schema.at("/properties/parameters").isObject());
        assertThat(tools.get(0).parameters()).isEqualTo(JSON.readTree(PARAMETERS));
    }

    private static List<JsonNode> schemas(ToolCallSyntax syntax) {
        return syntax.calls().stream().map(ToolCallSyntax.Call::schema).toList();
    }

    /** Mistral since 2025: the name stands before the arguments. */
    @Test
    void should_describe_a_call_with_its_name_before_the_arguments() throws JsonProcessingException {
        ToolCallSyntax syntax =
                ToolDialect.MISTRAL_ARGS.syntax(List.of(new Tool("add", null, JSON.readTree(PARAMETERS))));

        assertThat(syntax)
                .isEqualTo(new ToolCallSyntax(
                        "",
                        "[TOOL_CALLS]",
                        List.of(new ToolCallSyntax.Call("add[ARGS]", JSON.readTree(PARAMETERS))),
                        "",
                        "",
                        ""));
        assertThat(ToolDialect.MISTRAL_ARGS.marksInSyntax()).containsExactly("[TOOL_CALLS]", "[ARGS]");
    }

    @ParameterizedTest
    @EnumSource
    void answer_that_is_put_together_should_be_understood(ToolDialect dialect) {
        // given
        ToolCallSyntax syntax = dialect.syntax(List.of());
        List<String> calls = new ArrayList<>();
        for (String name : List.of("add", "now", "add")) {
            String key = dialect == ToolDialect.LLAMA_JSON ? "parameters" : "arguments";
            String call = dialect == ToolDialect.MISTRAL_ARGS
                    ? name + "[ARGS]{\"a\":\"x\"}"
                    : "{\"name\":\"%s\",\"%s\":{\"a\":\"x\"}}".formatted(name, key);
            calls.add(syntax.beforeCall() + call + syntax.afterCall());
        }

        // when
        AnswerParser parser = new AnswerParser(dialect, Set.of("add", "now"), null, false);
        List<AnswerPart> parts =
                new ArrayList<>(parser.push(syntax.start() + String.join(syntax.separator(), calls) + syntax.end()));
        parts.addAll(parser.finish());

        // then
        assertThat(parts)
                .containsExactly(
                        new AnswerPart.ToolCall("add", "{\"a\":\"x\"}"),
                        new AnswerPart.ToolCall("now", "{\"a\":\"x\"}"),
                        new AnswerPart.ToolCall("add", "{\"a\":\"x\"}"));
    }

    @Test
    void tool_should_have_a_name_and_an_object_of_parameters() {
        JsonNode none = JsonNodeFactory.instance.objectNode();

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Tool(" ", null, none))
                .withMessage("name cannot be null or blank");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Tool("x", null, JsonNodeFactory.instance.textNode("y")))
                .withMessage("parameters must be a JSON object, but is: STRING");
    }
}
