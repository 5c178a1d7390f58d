package io.github.ssd4j.chat.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import io.github.ssd4j.internal.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The schemas as LangChain4j writes them. */
class LangChain4jSchemaTest {

    private static final String VALID = """
            {"name": "Ada", "age": 36, "height": 1.65, "married": true, "role": "ADMIN", "tags": ["x"], "any": [], \
            "either": null, "raw": null, "friend": {"name": "Bob", "friend": {"name": "Eve"}}}""";

    private static final JsonObjectSchema PERSON = JsonObjectSchema.builder()
            .description("a person")
            .addStringProperty("name", "the full name")
            .addIntegerProperty("age")
            .addNumberProperty("height")
            .addBooleanProperty("married")
            .addEnumProperty("role", List.of("ADMIN", "READER"))
            .addProperty(
                    "tags",
                    JsonArraySchema.builder().items(new JsonStringSchema()).build())
            .addProperty("any", JsonArraySchema.builder().build())
            .addProperty(
                    "either",
                    JsonAnyOfSchema.builder()
                            .anyOf(
                                    new JsonIntegerSchema(),
                                    new JsonNullSchema(),
                                    JsonEnumSchema.builder().enumValues("A").build())
                            .build())
            .addProperty("raw", JsonRawSchema.from("{\"type\": [\"string\", \"null\"]}"))
            .addProperty(
                    "friend", JsonReferenceSchema.builder().reference("friend").build())
            .required("name", "age")
            .definitions(Map.of(
                    "friend",
                    JsonObjectSchema.builder()
                            .addStringProperty("name")
                            .addProperty(
                                    "friend",
                                    JsonReferenceSchema.builder()
                                            .reference("friend")
                                            .build())
                            .required("name")
                            .build()))
            .build();

    @Test
    void every_element_should_be_understood() {
        Grammar grammar = Grammar.json(Json.mapper().valueToTree(JsonSchemaElementUtils.toMap(PERSON)));

        assertThat(Texts.accepts(grammar, VALID)).isTrue();
        assertThat(Texts.accepts(grammar, VALID.replace("36", "\"36\""))).isFalse();
    }

    @Test
    void strict_schemas_should_be_understood() {
        JsonObjectSchema schema = JsonObjectSchema.builder()
                .addStringProperty("name")
                .addIntegerProperty("age")
                .required("name")
                .build();
        Grammar grammar = Grammar.json(Json.mapper().valueToTree(JsonSchemaElementUtils.toMap(schema, true)));

        assertThat(Texts.accepts(grammar, "{\"name\": \"Ada\", \"age\": null}")).isTrue();
        assertThat(Texts.accepts(grammar, "{\"name\": \"Ada\"}")).isFalse();
    }

    @Test
    void parameters_of_tools_should_be_understood_where_they_are_part_of_something() throws Exception {
        JsonNode tool = Json.mapper()
                .readTree(ToolSpecification.builder()
                        .name("greet")
                        .parameters(PERSON)
                        .build()
                        .toJson());
        Grammar call = Grammar.sequence(
                Grammar.literal("<tool_call>\n{\"name\": \"greet\", \"arguments\": "),
                Grammar.json(tool.get("parameters")),
                Grammar.literal("}\n</tool_call>"));

        String text = "<tool_call>\n{\"name\": \"greet\", \"arguments\": %s}\n</tool_call>";
        assertThat(Texts.accepts(call, text.formatted(VALID))).isTrue();
        assertThat(Texts.accepts(call, text.formatted("{}"))).isFalse();
    }

    @Test
    void parameters_of_tools_should_be_understood_inside_another_schema() throws Exception {
        JsonNode parameters = Json.mapper().valueToTree(JsonSchemaElementUtils.toMap(PERSON));
        JsonNode call = Json.mapper()
                .readTree(
                        "{\"type\": \"object\", \"properties\": {\"name\": {\"const\": \"greet\"}, \"arguments\": %s}}"
                                .formatted(parameters));

        assertThat(Texts.accepts(Grammar.json(call), "{\"name\": \"greet\", \"arguments\": %s}".formatted(VALID)))
                .isTrue();
    }
}
