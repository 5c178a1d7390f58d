package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.PromptTooLongException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that somebody ends before they are answered, and those that need no turn to be refused. */
@Timeout(60)
class StoppedRequestsTest {

    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<GenerationResult> answers = Collections.synchronizedList(new ArrayList<>());
    private final SsdRequestHandle handle = new SsdRequestHandle();

    private final ScriptedEngine scripted = ScriptedEngine.withListeners(
            List.of(new SsdEngineListener() {
                @Override
                public void onAnswer(GenerationResult result, String skipProfile) {
                    answers.add(result);
                }
            }),
            this::script);
    private final SsdChatModel model =
            SsdChatModel.builder().engine(scripted.engine).build();

    private String script(String question) {
        if (question.equals("block")) {
            busy.countDown();
            Latches.await(go);
        }
        return switch (question) {
            case "long" -> "word ".repeat(100_000);
            case "longer than its failures" -> "word ".repeat(3 * StreamingCaller.MOST_FAILURES);
            default -> "answer";
        };
    }

    @AfterEach
    void close() {
        go.countDown();
        scripted.engine.close();
        executor.shutdownNow();
    }

    private SsdStreamingChatModel streamingModel(Executor executor) {
        SsdStreamingChatModel.Builder builder = SsdStreamingChatModel.builder().engine(scripted.engine);
        return executor == null ? builder.build() : builder.executor(executor).build();
    }

    private SsdStreamingChatModel streamingModel() {
        return streamingModel(null);
    }

    @Test
    void should_leave_the_queue_at_once_when_it_is_cancelled_while_it_waits() throws Exception {
        // given
        CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> model.chat("block"), executor);
        busy.await();
        Recorder waiting = new Recorder();
        streamingModel().chat(request("waits", handle), waiting);
        assertThat(scripted.engine.waitingRequests()).isEqualTo(1);

        // when
        handle.cancel();

        // then
        assertThat(scripted.engine.waitingRequests()).isZero();
        assertThat(answers).singleElement().satisfies(StoppedRequestsTest::assertNothingWritten);
        go.countDown();
        assertThat(running.get()).isEqualTo("answer");
        assertThat(model.chat("next")).isEqualTo("answer");
        assertThat(scripted.generator.prompts).containsExactly("block", "next");
        assertThat(waiting.threads).isEmpty();
    }

    @Test
    void should_end_when_it_is_cancelled_before_its_first_piece() throws Exception {
        // given a request whose prompt is being read
        Recorder recorder = new Recorder();
        streamingModel().chat(request("block", handle), recorder);
        busy.await();

        // when
        handle.cancel();
        go.countDown();

        // then
        assertThat(model.chat("next")).isEqualTo("answer");
        assertThat(answers).hasSize(2).first().satisfies(StoppedRequestsTest::assertNothingWritten);
        assertThat(recorder.threads).isEmpty();
    }

    @Test
    void should_never_begin_what_comes_with_a_cancelled_handle() {
        handle.cancel();
        Recorder recorder = new Recorder();

        streamingModel().chat(request("late", handle), recorder);
        streamingModel(executor).chat(request("late", handle), recorder);

        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> model.chat(request("late", handle)))
                .withMessage("the request to the model stories260K was cancelled");
        assertThat(scripted.generator.prompts).isEmpty();
        assertThat(recorder.threads).isEmpty();
        assertThat(answers).hasSize(3);
    }

    @Test
    void should_end_a_blocking_call_that_waits_or_is_answered() throws Exception {
        // given
        CompletableFuture<?> running =
                CompletableFuture.supplyAsync(() -> model.chat(request("block", handle)), executor);
        busy.await();
        CompletableFuture<?> waiting =
                CompletableFuture.supplyAsync(() -> model.chat(request("waits", handle)), executor);
        while (scripted.engine.waitingRequests() == 0) {
            Thread.onSpinWait();
        }

        // when, then
        handle.cancel();
        assertCancelled(waiting);
        go.countDown();
        assertCancelled(running);
    }

    @Test
    void should_stop_the_answer_of_a_handler_that_throws_again_and_again() throws Exception {
        for (Executor callbacks : new Executor[] {null, executor}) {
            // given a client that has gone
            Recorder gone = new Recorder() {
                @Override
                public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                    super.onPartialResponse(piece, context);
                    throw new IllegalStateException("ResponseBodyEmitter has already completed");
                }
            };

            // when
            streamingModel(callbacks).chat("long", gone);

            // then
            assertThat(model.chat("next")).isEqualTo("answer");
            assertThat(gone.failure()).hasMessage("ResponseBodyEmitter has already completed");
            assertThat(gone.pieces).hasSize(StreamingCaller.MOST_FAILURES);
            GenerationResult stopped = answers.get(answers.size() - 2);
            assertThat(stopped.finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(stopped.tokens()).hasSizeLessThan(100_000);
        }
    }

    @Test
    void should_go_on_for_a_handler_that_throws_now_and_then() throws Exception {
        Recorder clumsy = new Recorder() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                super.onPartialResponse(piece, context);
                if (pieces.size() % StreamingCaller.MOST_FAILURES != 0) {
                    throw new IllegalStateException("clumsy");
                }
            }

            @Override
            public void onError(Throwable failure) {}
        };

        streamingModel().chat("longer than its failures", clumsy);

        assertThat(clumsy.answer().aiMessage().text()).hasSize(5 * 3 * StreamingCaller.MOST_FAILURES);
    }

    @Test
    void should_refuse_on_the_caller_s_thread_what_needs_no_turn() throws Exception {
        // given an engine that is busy with another request
        CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> model.chat("block"), executor);
        busy.await();
        String tooLong = "once upon a time ".repeat(ScriptedEngine.CONTEXT_TOKENS);

        // when, then
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> model.chat(tooLong))
                .withMessageContaining("in the context of 512 tokens, but has");
        Recorder recorder = new Recorder();
        streamingModel().chat(tooLong, recorder);
        assertThat(recorder.done).isCompletedExceptionally();
        assertThat(recorder.failure()).isInstanceOf(InvalidRequestException.class);
        assertThat(recorder.threads).containsExactly(Thread.currentThread().getName());
        assertThatExceptionOfType(PromptTooLongException.class)
                .isThrownBy(
                        () -> scripted.engine.generate(tooLong, GenerationOptions.DEFAULTS, GenerationListener.NONE));
        assertThat(running).isNotDone();
    }

    @Test
    void should_not_take_the_kv_cache_of_a_kept_conversation_for_a_request_that_was_cancelled() throws Exception {
        GenerationOptions options =
                GenerationOptions.DEFAULTS.toBuilder().maxTokens(4).build();
        try (SsdEngine engine = SsdEngine.builder()
                .model(ScriptedEngine.STORIES)
                .device("cpu")
                .dtype("float32")
                .chatTemplate(ChatTemplate.plain())
                .maxSessions(2)
                .build()) {
            // given a conversation that is kept, and another one that is being answered
            engine.generate("Once upon a time there was a big dog", options, GenerationListener.NONE);
            CompletableFuture<?> running = CompletableFuture.runAsync(
                    () -> engine.generate("Lily", options, piece -> {
                        busy.countDown();
                        Latches.await(go);
                    }),
                    executor);
            busy.await();

            // when a third one waits and is cancelled
            SsdStreamingChatModel.builder()
                    .engine(engine)
                    .build()
                    .chat(request("Tom had a cat", handle), new Recorder());
            handle.cancel();
            go.countDown();
            running.get();

            // then
            GenerationResult next =
                    engine.generate("Once upon a time there was a big dog", options, GenerationListener.NONE);
            assertThat(next.stats().reusedPromptTokens()).isGreaterThan(5);
        }
    }

    private static void assertNothingWritten(GenerationResult result) {
        assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(result.tokens()).isEmpty();
        assertThat(result.stats().rounds()).isZero();
    }

    private static void assertCancelled(CompletableFuture<?> answer) {
        assertThat(answer)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withRootCauseInstanceOf(CancellationException.class);
    }

    private static ChatRequest request(String question, SsdRequestHandle handle) {
        return ChatRequest.builder()
                .messages(UserMessage.from(question))
                .parameters(SsdChatRequestParameters.builder().handle(handle).build())
                .build();
    }
}
