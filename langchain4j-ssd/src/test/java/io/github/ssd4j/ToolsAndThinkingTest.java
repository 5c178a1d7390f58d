package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How what a model writes reaches the caller: thoughts, calls and text apart. */
class ToolsAndThinkingTest {

    /** Opens the thoughts in the prompt, as some models' templates do. */
    private static final String OPENS_THOUGHTS =
            "{% for m in messages %}{{ m.content.split('</think>')[-1] }}{% endfor %} <think>\n";

    private static final String MENTIONS_THOUGHTS =
            "{% for m in messages %}{{ m.content.split('</think>')[-1] }}{% endfor %}";

    private static final ToolSpecification TOOL = ToolSpecification.builder()
            .name("now")
            .description("Says what time it is")
            .build();

    private static final String CALL = "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>";

    private ScriptedEngine scripted;

    @AfterEach
    void close() {
        scripted.engine.close();
    }

    @Test
    void thoughts_should_be_dropped_unless_they_are_asked_for() {
        scripted = ScriptedEngine.saying(MENTIONS_THOUGHTS, "<think>\nEasy.\n</think>\n\nIt is blue.");

        AiMessage without = chat(SsdChatRequestParameters.EMPTY).aiMessage();
        AiMessage with = chat(SsdChatRequestParameters.builder()
                        .returnThinking(true)
                        .build())
                .aiMessage();

        assertThat(without.text()).isEqualTo("It is blue.");
        assertThat(without.thinking()).isNull();
        assertThat(with.text()).isEqualTo("It is blue.");
        assertThat(with.thinking()).isEqualTo("Easy.");
    }

    @Test
    void thoughts_that_the_prompt_opens_should_be_thoughts() {
        scripted = ScriptedEngine.saying(OPENS_THOUGHTS, "Easy.\n</think>\n\nIt is blue.");

        AiMessage answer = chat(SsdChatRequestParameters.builder()
                        .returnThinking(true)
                        .build())
                .aiMessage();

        assertThat(answer.thinking()).isEqualTo("Easy.");
        assertThat(answer.text()).isEqualTo("It is blue.");
    }

    @Test
    void constrained_answer_should_have_no_thoughts() {
        scripted = ScriptedEngine.saying(OPENS_THOUGHTS, "{\"colour\": \"blue\"}");

        AiMessage answer = chat(SsdChatRequestParameters.builder()
                        .responseFormat(ResponseFormat.JSON)
                        .returnThinking(true)
                        .build())
                .aiMessage();

        assertThat(answer.text()).isEqualTo("{\"colour\": \"blue\"}");
        assertThat(answer.thinking()).isNull();
        assertThat(scripted.generator.prompts.get(0)).endsWith("<think>\n\n</think>\n\n");
    }

    @Test
    void call_should_come_as_a_call_and_never_as_text() {
        scripted = ScriptedEngine.saying(question -> "Let me see. " + CALL);
        SsdChatRequestParameters parameters =
                SsdChatRequestParameters.builder().toolSpecifications(TOOL).build();

        ChatResponse response = chat(parameters);
        Events events = stream(parameters);

        assertThat(response.metadata().finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(response.aiMessage().text()).isEqualTo("Let me see.");
        ToolExecutionRequest call = response.aiMessage().toolExecutionRequests().get(0);
        assertThat(call.name()).isEqualTo("now");
        assertThat(call.arguments()).isEqualTo("{}");
        assertThat(call.id()).isNotBlank();
        assertThat(scripted.generator.prompts.get(0)).contains("Says what time it is");
        assertThat(events.log).containsExactly("text Let", "text  me", "text  see.", "call 0 now {}");
        assertThat(events.response.join().aiMessage().text()).isEqualTo("Let me see.");
    }

    @Test
    void thoughts_should_be_streamed_as_thoughts() {
        scripted = ScriptedEngine.saying(MENTIONS_THOUGHTS, "<think> One two </think> three four");

        Events events =
                stream(SsdChatRequestParameters.builder().returnThinking(true).build());

        assertThat(String.join("|", events.log)).isEqualTo("thought One|thought  two|text three |text four");
    }

    @Test
    void tools_should_not_be_offered_where_none_may_be_called() {
        scripted = ScriptedEngine.saying(question -> CALL);

        ChatResponse response = chat(SsdChatRequestParameters.builder()
                .toolSpecifications(TOOL)
                .toolChoice(ToolChoice.NONE)
                .build());

        assertThat(response.aiMessage().hasToolExecutionRequests()).isFalse();
        assertThat(scripted.generator.prompts.get(0)).doesNotContain("now");
    }

    @Test
    void required_tool_should_constrain_the_answer() {
        scripted = ScriptedEngine.saying(question -> CALL);

        ChatResponse response = chat(SsdChatRequestParameters.builder()
                .toolSpecifications(TOOL)
                .toolChoice(ToolChoice.REQUIRED)
                .build());

        assertThat(response.aiMessage().toolExecutionRequests()).hasSize(1);
        assertThat(scripted.generator.options.get(0).constraint()).isNotNull();
    }

    @Test
    void required_tool_should_be_there() {
        scripted = ScriptedEngine.saying("nothing");

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> chat(SsdChatRequestParameters.builder()
                        .toolChoice(ToolChoice.REQUIRED)
                        .build()))
                .withMessage("ToolChoice.REQUIRED needs at least one tool, but there is none");
    }

    @Test
    void constraint_should_be_kept_for_the_next_request() {
        scripted = ScriptedEngine.saying("{}");
        SsdChatRequestParameters json = SsdChatRequestParameters.builder()
                .responseFormat(ResponseFormat.JSON)
                .build();

        chat(json);
        chat(json);

        assertThat(scripted.generator.options.get(1).constraint())
                .isNotNull()
                .isSameAs(scripted.generator.options.get(0).constraint());
    }

    private ChatResponse chat(SsdChatRequestParameters parameters) {
        return SsdChatModel.builder().engine(scripted.engine).build().chat(request(parameters));
    }

    private static ChatRequest request(SsdChatRequestParameters parameters) {
        return ChatRequest.builder()
                .messages(UserMessage.from("Well?"))
                .parameters(parameters)
                .build();
    }

    private Events stream(SsdChatRequestParameters parameters) {
        Events events = new Events();
        SsdStreamingChatModel.builder().engine(scripted.engine).build().chat(request(parameters), events);
        events.response.join();
        return events;
    }

    private static final class Events implements StreamingChatResponseHandler {

        final List<String> log = new ArrayList<>();
        final CompletableFuture<ChatResponse> response = new CompletableFuture<>();

        @Override
        public void onPartialResponse(String text) {
            log.add("text " + text);
        }

        @Override
        public void onPartialThinking(PartialThinking thinking) {
            log.add("thought " + thinking.text());
        }

        @Override
        public void onCompleteToolCall(CompleteToolCall call) {
            log.add("call " + call.index() + " " + call.toolExecutionRequest().name() + " "
                    + call.toolExecutionRequest().arguments());
        }

        @Override
        public void onCompleteResponse(ChatResponse complete) {
            response.complete(complete);
        }

        @Override
        public void onError(Throwable error) {
            response.completeExceptionally(error);
        }
    }
}
