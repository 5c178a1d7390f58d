package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SsdStreamingChatModelTest {

    private ScriptedEngine scripted = ScriptedEngine.saying("one two three four");

    @AfterEach
    void close() {
        scripted.engine.close();
    }

    @Test
    void should_stream_the_pieces_and_say_which_were_drafted() throws Exception {
        // given
        SsdStreamingChatModel model =
                SsdStreamingChatModel.builder().engine(scripted.engine).build();
        Recorder recorder = new Recorder();

        // when
        model.chat("Hello", recorder);
        ChatResponse response = recorder.answer();

        // then
        assertThat(recorder.pieces).containsExactly("one ", "[two ]", "three ", "[four]");
        assertThat(recorder.threads).containsOnly("ssd-engine-stories260K");
        assertThat(response.aiMessage().text()).isEqualTo("one two three four");
        assertThat(response.metadata()).isInstanceOf(SsdChatResponseMetadata.class);
    }

    @Test
    void should_call_nothing_more_once_cancelled_from_another_thread() throws Exception {
        // given
        CountDownLatch streaming = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        SsdStreamingChatModel model =
                SsdStreamingChatModel.builder().engine(scripted.engine).build();
        Recorder recorder = new Recorder() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                super.onPartialResponse(piece, context);
                handles.add(context.streamingHandle());
                streaming.countDown();
                Latches.await(cancelled);
            }
        };

        // when
        model.chat("Hello", recorder);
        streaming.await();
        recorder.handles.get(0).cancel();
        cancelled.countDown();

        // then the next answer comes after the end of the cancelled one
        Recorder next = new Recorder();
        model.chat("Hello", next);
        next.answer();
        assertThat(recorder.pieces).containsExactly("one ");
        assertThat(recorder.done).isNotDone();
        assertThat(recorder.handles.get(0).isCancelled()).isTrue();
    }

    @Test
    void should_throw_at_once_what_is_not_supported() {
        SsdStreamingChatModel model =
                SsdStreamingChatModel.builder().engine(scripted.engine).build();
        Recorder recorder = new Recorder();
        ResponseFormat format = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name("Code")
                        .rootElement(JsonRawSchema.from("{\"type\": \"string\", \"pattern\": \"[A-Z]+\"}"))
                        .build())
                .build();

        assertThatExceptionOfType(UnsupportedFeatureException.class)
                .isThrownBy(() -> model.chat(
                        ChatRequest.builder()
                                .messages(UserMessage.from("Hello"))
                                .responseFormat(format)
                                .build(),
                        recorder))
                .withMessageStartingWith(
                        "a JSON schema that cannot be enforced is not supported by this model provider: ")
                .withMessageContaining("pattern");
        assertThat(recorder.done).isNotDone();
    }

    @Test
    void should_report_what_the_template_refuses_at_once() {
        scripted.engine.close();
        scripted = ScriptedEngine.withTemplate("{{ raise_exception('No!') }}");
        Recorder recorder = new Recorder();

        SsdStreamingChatModel.builder().engine(scripted.engine).build().chat("Hello", recorder);

        assertThat(recorder.done).isCompletedExceptionally();
        assertThat(recorder.failure())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("No!");
        assertThat(recorder.threads).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void should_report_a_full_queue_and_a_closed_engine() throws Exception {
        // given a busy engine with one request waiting
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        scripted.engine.close();
        scripted = ScriptedEngine.withQueue(1, question -> {
            busy.countDown();
            Latches.await(go);
            return "answer";
        });
        SsdStreamingChatModel model =
                SsdStreamingChatModel.builder().engine(scripted.engine).build();
        Recorder running = new Recorder();
        model.chat("Hello", running);
        busy.await();
        Recorder waiting = new Recorder();
        model.chat("Hello", waiting);

        // when one more comes, then
        Recorder refused = new Recorder();
        model.chat("Hello", refused);
        assertThat(refused.failure())
                .isInstanceOf(RateLimitException.class)
                .hasMessageStartingWith("1 requests are waiting for the model stories260K");

        // when the engine is closed, then
        CompletableFuture<Void> closing = CompletableFuture.runAsync(scripted.engine::close);
        assertThat(waiting.failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine of the model stories260K is closed");
        go.countDown();
        assertThat(running.failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine of the model stories260K is closed");
        closing.get();
        Recorder late = new Recorder();
        model.chat("Hello", late);
        assertThat(late.failure()).hasMessage("the engine of the model stories260K is closed");
    }
}
