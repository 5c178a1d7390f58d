package io.github.ssd4j.examples.web.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.JsonValue;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.models.Model;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import io.github.ssd4j.SsdChatModel;
import io.github.ssd4j.SsdChatRequestParameters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is asked for comes, in the form that OpenAI's client takes. */
class OpenAiAnswersTest extends OpenAiTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, Object> CITY = Map.of(
            "type",
            "object",
            "properties",
            Map.of("city", Map.of("enum", List.of("Rome", "Paris"))),
            "required",
            List.of("city"));

    @Autowired
    private SsdChatModel model;

    @Test
    void should_list_the_model() {
        List<Model> models = client.models().list().data();

        assertThat(models).extracting(Model::id).containsExactly(MODEL);
        assertThat(client.models().retrieve(MODEL).ownedBy()).isEqualTo("langchain4j-ssd");
    }

    @Test
    void should_answer_as_the_model_does() {
        // given
        String expected = model.chat(dev.langchain4j.model.chat.request.ChatRequest.builder()
                        .messages(UserMessage.from(QUESTION))
                        .parameters(ChatRequestParameters.builder()
                                .maxOutputTokens(30)
                                .build())
                        .build())
                .aiMessage()
                .text();

        // when
        ChatCompletion completion =
                client.chat().completions().create(question(QUESTION).build());

        // then
        assertThat(completion.model()).isEqualTo(MODEL);
        assertThat(completion.id()).startsWith("chatcmpl-");
        ChatCompletion.Choice choice = completion.choices().get(0);
        assertThat(choice.message().content()).hasValue(expected);
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
        CompletionUsage usage = completion.usage().orElseThrow();
        assertThat(usage.completionTokens()).isEqualTo(30);
        assertThat(usage.promptTokens()).isPositive();
        assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + 30);
    }

    @Test
    void stream_should_be_the_same_answer_in_parts() {
        // when
        List<ChatCompletionChunk> parts = parts(question(QUESTION)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build()));

        // then
        assertThat(textOf(parts)).isEqualTo(text(question(QUESTION)));
        assertThat(endsOf(parts)).containsExactly("length");
        assertThat(parts)
                .hasSizeGreaterThan(10)
                .extracting(ChatCompletionChunk::id)
                .containsOnly(parts.get(0).id());
        assertThat(parts.get(0).choices().get(0).delta().role().map(Object::toString))
                .hasValue("assistant");
        ChatCompletionChunk last = parts.get(parts.size() - 1);
        assertThat(last.choices()).isEmpty();
        assertThat(last.usage().orElseThrow().completionTokens()).isEqualTo(30);
        assertThat(parts.subList(0, parts.size() - 1))
                .allMatch(part -> part.usage().isEmpty());
        assertThat(parts(question(QUESTION))).allMatch(part -> part.usage().isEmpty());
    }

    @Test
    void fields_should_reach_the_model() {
        // when
        client.chat()
                .completions()
                .create(question(QUESTION)
                        .addSystemMessage("Be brief.")
                        .topP(0.5)
                        .putAdditionalBodyProperty("seed", JsonValue.from(7))
                        .frequencyPenalty(0.25)
                        .presencePenalty(0.75)
                        .maxCompletionTokens(3)
                        .stopOfStrings(List.of("xyz", "zyx"))
                        .promptCacheKey("a conversation")
                        .putAdditionalBodyProperty("top_k", JsonValue.from(40))
                        .build());

        // then
        SsdChatRequestParameters parameters =
                (SsdChatRequestParameters) requests.last().parameters();
        assertThat(requests.last().messages())
                .containsExactly(UserMessage.from(QUESTION), SystemMessage.from("Be brief."));
        assertThat(parameters.topP()).isEqualTo(0.5);
        assertThat(parameters.topK()).isEqualTo(40);
        assertThat(parameters.seed()).isEqualTo(7);
        assertThat(parameters.frequencyPenalty()).isEqualTo(0.25);
        assertThat(parameters.presencePenalty()).isEqualTo(0.75);
        assertThat(parameters.maxOutputTokens()).isEqualTo(3);
        assertThat(parameters.stopSequences()).containsExactly("xyz", "zyx");
        assertThat(parameters.sessionId()).isEqualTo("a conversation");
    }

    @Test
    void same_seed_should_draw_the_same_tokens() {
        String first = text(drawn(11));

        assertThat(text(drawn(11))).isEqualTo(first);
        assertThat(text(drawn(12))).isNotEqualTo(first);
    }

    /** OpenAI has deprecated the field, and with it the client's method. */
    private static ChatCompletionCreateParams.Builder drawn(int seed) {
        return question(QUESTION).temperature(1.0).putAdditionalBodyProperty("seed", JsonValue.from(seed));
    }

    @Test
    void should_stop_before_a_stop_text() {
        String whole = text(question(QUESTION));
        String word = List.of(whole.strip().split("\\W+", 0)).get(3);

        ChatCompletion.Choice choice = answer(question(QUESTION).stop(word));

        assertThat(choice.message().content()).hasValue(whole.substring(0, whole.indexOf(word)));
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    }

    @Test
    void should_call_the_tool_that_is_named_and_take_its_result() {
        // when
        ChatCompletionCreateParams.Builder asked = question(QUESTION)
                .maxCompletionTokens(100)
                .parallelToolCalls(false)
                .addTool(tool("weather"))
                .addTool(tool("time"))
                .toolChoice(ChatCompletionNamedToolChoice.builder()
                        .function(ChatCompletionNamedToolChoice.Function.builder()
                                .name("weather")
                                .build())
                        .build());
        ChatCompletion.Choice choice = answer(asked);

        // then
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(choice.message().content()).isEmpty();
        assertThat(choice.message().toolCalls().orElseThrow()).hasSize(1);
        ChatCompletionMessageFunctionToolCall call =
                choice.message().toolCalls().orElseThrow().get(0).asFunction();
        assertThat(call.function().name()).isEqualTo("weather");
        assertThat(JSON.readTree(call.function().arguments()).get("city").asString())
                .isIn("Rome", "Paris");

        // when
        answer(question(QUESTION)
                .addMessage(choice.message())
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content("sunny")
                        .build()));

        // then
        assertThat(requests.last().messages()).hasSize(3);
        AiMessage said = (AiMessage) requests.last().messages().get(1);
        assertThat(said.toolExecutionRequests()).singleElement().satisfies(request -> {
            assertThat(request.name()).isEqualTo("weather");
            assertThat(request.arguments()).isEqualTo(call.function().arguments());
        });
        assertThat(requests.last().messages().get(2))
                .isEqualTo(ToolExecutionResultMessage.from(call.id(), "weather", "sunny"));
    }

    @Test
    void stream_should_have_calls_of_tools() {
        List<ChatCompletionChunk> parts = parts(question(QUESTION)
                .maxCompletionTokens(100)
                .parallelToolCalls(false)
                .addTool(tool("weather"))
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED));

        assertThat(endsOf(parts)).containsExactly("tool_calls");
        assertThat(textOf(parts)).isEmpty();
        assertThat(parts.stream()
                        .flatMap(part -> part.choices().stream())
                        .flatMap(choice -> choice.delta().toolCalls().stream().flatMap(List::stream)))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.index()).isZero();
                    assertThat(call.id()).isPresent();
                    assertThat(call.function().orElseThrow().name()).hasValue("weather");
                    assertThat(JSON.readTree(call.function()
                                            .orElseThrow()
                                            .arguments()
                                            .orElseThrow())
                                    .get("city")
                                    .asString())
                            .isIn("Rome", "Paris");
                });
    }

    @Test
    void answer_should_fit_the_schema() {
        // when
        JsonNode answer =
                JSON.readTree(text(question(QUESTION).maxCompletionTokens(100).responseFormat(schema())));

        // then
        assertThat(Set.copyOf(answer.propertyNames())).isEqualTo(Set.of("city"));
        assertThat(answer.get("city").asString()).isIn("Rome", "Paris");
        assertThat(JSON.readTree(
                        textOf(parts(question(QUESTION).maxCompletionTokens(100).responseFormat(schema())))))
                .isEqualTo(answer);
    }

    @Test
    void answer_should_be_an_object_where_one_is_asked_for() {
        String text = text(question(QUESTION)
                .maxCompletionTokens(60)
                .responseFormat(ResponseFormatJsonObject.builder().build()));

        assertThat(JSON.readTree(text).isObject()).isTrue();
    }

    @Test
    void several_clients_should_get_what_each_gets_alone() {
        // given
        List<String> questions = List.of("Once", "The big dog", "Tom had", "One day");
        List<String> alone =
                questions.stream().map(each -> text(question(each))).toList();

        // when
        List<CompletableFuture<String>> together = questions.stream()
                .map(each -> CompletableFuture.supplyAsync(
                        () -> questions.indexOf(each) % 2 == 0 ? text(question(each)) : textOf(parts(question(each)))))
                .toList();

        // then
        assertThat(Stream.of(together)
                        .flatMap(List::stream)
                        .map(CompletableFuture::join)
                        .toList())
                .isEqualTo(alone);
    }

    private static ChatCompletionFunctionTool tool(String name) {
        FunctionParameters.Builder parameters = FunctionParameters.builder();
        CITY.forEach((key, value) -> parameters.putAdditionalProperty(key, JsonValue.from(value)));
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name(name)
                        .description("tells it")
                        .parameters(parameters.build())
                        .strict(true)
                        .build())
                .build();
    }

    private static ResponseFormatJsonSchema schema() {
        ResponseFormatJsonSchema.JsonSchema.Schema.Builder schema =
                ResponseFormatJsonSchema.JsonSchema.Schema.builder();
        CITY.forEach((key, value) -> schema.putAdditionalProperty(key, JsonValue.from(value)));
        schema.putAdditionalProperty("additionalProperties", JsonValue.from(false));
        return ResponseFormatJsonSchema.builder()
                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                        .name("place")
                        .strict(true)
                        .schema(schema.build())
                        .build())
                .build();
    }
}
