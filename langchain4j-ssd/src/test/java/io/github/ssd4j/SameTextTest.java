package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.speculative.DraftPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Speculation, streaming, reuse and constraint in any combination: the same answer, greedy and in float32. */
class SameTextTest {

    enum Constraint {
        NONE,
        JSON,
        TOOL
    }

    private static final ToolSpecification TOOL = ToolSpecification.builder()
            .name("walk")
            .parameters(JsonObjectSchema.builder()
                    .addStringProperty("where")
                    .addBooleanProperty("fast")
                    .required("where", "fast")
                    .build())
            .build();

    /** What an answer says; call ids are random. */
    private record Said(String text, List<String> calls) {
        static Said of(AiMessage message) {
            return new Said(
                    String.valueOf(message.text()),
                    message.toolExecutionRequests().stream()
                            .map(call -> call.name() + call.arguments())
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_be_said_however_it_is_decoded(Constraint constraint) throws Exception {
        List<Said> expected = conversation(constraint, false, false, false);

        for (boolean speculative : new boolean[] {false, true}) {
            for (boolean streaming : new boolean[] {false, true}) {
                for (boolean reuse : new boolean[] {false, true}) {
                    assertThat(conversation(constraint, speculative, streaming, reuse))
                            .as("speculative %s, streaming %s, reuse %s", speculative, streaming, reuse)
                            .isEqualTo(expected);
                }
            }
        }
    }

    /** @param reuse whether one engine answers all turns, each twice; else each turn gets a new one */
    private static List<Said> conversation(Constraint constraint, boolean speculative, boolean streaming, boolean reuse)
            throws Exception {
        List<Said> said = new ArrayList<>();
        List<ChatMessage> messages = new ArrayList<>();
        SsdEngine engine = engine();
        try {
            // what the model is told about a tool leaves no room for more
            int turns = constraint == Constraint.TOOL ? 1 : 4;
            for (int turn = 0; turn < turns; turn++) {
                messages.add(UserMessage.from("Once upon a time in turn " + turn));
                if (!reuse) {
                    engine.close();
                    engine = engine();
                }
                ChatRequest request = request(messages, constraint, speculative);
                ChatResponse response = answer(engine, request, streaming);
                if (reuse) {
                    assertThat(Said.of(answer(engine, request, streaming).aiMessage()))
                            .isEqualTo(Said.of(response.aiMessage()));
                }
                assertThat(reused(response)).matches(tokens -> (tokens > 0) == (reuse && !said.isEmpty()));
                said.add(Said.of(response.aiMessage()));
                messages.add(AiMessage.from(String.valueOf(response.aiMessage().text())));
            }
        } finally {
            engine.close();
        }
        return said;
    }

    private static SsdEngine engine() {
        return SsdEngine.builder()
                .model(ScriptedEngine.STORIES)
                .device("cpu")
                .dtype("float32")
                .chatTemplate(ChatTemplate.plain())
                .skipProfile(SkipProfile.of("some", List.of(2), List.of(3)))
                .draftPolicy(DraftPolicy.fixed(4))
                .build();
    }

    private static ChatRequest request(List<ChatMessage> messages, Constraint constraint, boolean speculative) {
        SsdChatRequestParameters.Builder parameters =
                SsdChatRequestParameters.builder().maxOutputTokens(40).speculative(speculative);
        switch (constraint) {
            case JSON -> parameters.responseFormat(ResponseFormat.JSON);
            case TOOL -> parameters.toolSpecifications(TOOL).toolChoice(ToolChoice.REQUIRED);
            case NONE -> {}
        }
        return ChatRequest.builder()
                .messages(messages)
                .parameters(parameters.build())
                .build();
    }

    private static ChatResponse answer(SsdEngine engine, ChatRequest request, boolean streaming) throws Exception {
        if (!streaming) {
            return SsdChatModel.builder().engine(engine).build().chat(request);
        }
        CompletableFuture<ChatResponse> response = new CompletableFuture<>();
        StringBuilder text = new StringBuilder();
        List<ToolExecutionRequest> calls = new ArrayList<>();
        SsdStreamingChatModel.builder().engine(engine).build().chat(request, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String partial) {
                text.append(partial);
            }

            @Override
            public void onCompleteToolCall(CompleteToolCall call) {
                calls.add(call.toolExecutionRequest());
            }

            @Override
            public void onCompleteResponse(ChatResponse complete) {
                response.complete(complete);
            }

            @Override
            public void onError(Throwable error) {
                response.completeExceptionally(error);
            }
        });
        AiMessage message = response.get().aiMessage();
        assertThat(text).hasToString(message.text() == null ? "" : message.text());
        assertThat(calls).isEqualTo(message.toolExecutionRequests());
        return response.get();
    }

    private static int reused(ChatResponse response) {
        return ((SsdChatResponseMetadata) response.metadata()).statistics().reusedPromptTokens();
    }
}
