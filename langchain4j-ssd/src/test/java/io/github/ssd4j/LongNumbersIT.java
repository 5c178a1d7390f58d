package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Troubles S1 to S4: numbers of 16 to 19 digits that a real model copies from its prompt into JSON. */
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class LongNumbersIT {

    private static SsdEngine engine;

    @BeforeAll
    static void open() {
        engine = RealModel.engine(RealModel.TOOLS_CONTEXT);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id | true | 1234567890123456789 | The order id is 1234567890123456789. Repeat the order id 1234567890123456789 as JSON.",
                "card | true | 4111111111111111 | The card number is 4111111111111111. Write {\"card\": 4111111111111111}",
                "t | false | 1716910123456789 | The timestamp in microseconds is 1716910123456789. Write {\"t\": 1716910123456789}"
            })
    void a_number_of_the_prompt_should_come_unchanged(String name, boolean integer, String number, String prompt) {
        JsonObjectSchema.Builder schema = JsonObjectSchema.builder().required(name);
        schema = integer ? schema.addIntegerProperty(name) : schema.addNumberProperty(name);
        ResponseFormat format = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name("answer")
                        .rootElement(schema.build())
                        .build())
                .build();

        String answer = SsdChatModel.builder()
                .engine(engine)
                .build()
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from(prompt))
                        .responseFormat(format)
                        .build())
                .aiMessage()
                .text();

        assertThat(answer.replaceAll("\\s", "")).isEqualTo("{\"" + name + "\":" + number + "}");
    }

    @Test
    void a_number_of_the_prompt_should_come_unchanged_as_an_argument() {
        ToolSpecification tool = ToolSpecification.builder()
                .name("cancel_order")
                .description("Cancels an order")
                .parameters(JsonObjectSchema.builder()
                        .addIntegerProperty("orderId")
                        .required("orderId")
                        .build())
                .build();

        var calls = SsdChatModel.builder()
                .engine(engine)
                .build()
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("Cancel the order 1234567890123456789 now"))
                        .toolSpecifications(tool)
                        .toolChoice(ToolChoice.REQUIRED)
                        .maxOutputTokens(RealModel.TOOLS_ANSWER)
                        .build())
                .aiMessage()
                .toolExecutionRequests();

        assertThat(calls.get(0).arguments()).isEqualTo("{\"orderId\":1234567890123456789}");
    }
}
