package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.KvCacheTooSmallException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a listener, a callback, an executor or the engine itself throws: nobody waits for ever. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ErrorsAtBordersTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private ScriptedEngine scripted = ScriptedEngine.saying(this::script);

    private String script(String question) {
        if (question.equals("block")) {
            busy.countDown();
            Latches.await(go);
        }
        if (question.equals("defect")) {
            throw new IllegalArgumentException("histogram must count 1 rounds");
        }
        if (question.equals("large")) {
            throw new KvCacheTooSmallException(500, 3_000_000, 2_000_000);
        }
        return "one two three";
    }

    @AfterEach
    void close() throws Exception {
        go.countDown();
        end.countDown();
        executor.shutdownNow(); // Also callers that wait for ever, if there were any.
        assertThat(CompletableFuture.runAsync(scripted.engine::close)).succeedsWithin(Duration.ofSeconds(20));
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private SsdChatModel model() {
        return SsdChatModel.builder().engine(scripted.engine).build();
    }

    private SsdStreamingChatModel streamingModel() {
        return SsdStreamingChatModel.builder().engine(scripted.engine).build();
    }

    @Test
    void should_refuse_a_caller_although_a_listener_of_the_engine_throws_an_error() throws Exception {
        // given a busy engine with a listener that cannot even be linked
        scripted.engine.close();
        scripted = ScriptedEngine.withListeners(
                List.of(new SsdEngineListener() {
                    @Override
                    public void onFailure(RuntimeException failure) {
                        throw new NoClassDefFoundError("listener");
                    }

                    @Override
                    public void onAnswer(GenerationResult result, String skipProfile) {
                        throw new NoClassDefFoundError("listener");
                    }
                }),
                this::script);
        SsdChatModel model = model();
        CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> model.chat("block"), executor);
        busy.await();

        // when, then
        CompletableFuture<?> late = CompletableFuture.supplyAsync(() -> model.chat(request("late", SHORT)), executor);
        assertThat(late)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class);
        go.countDown();
        assertThat(running).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("one two three");
    }

    @Test
    void should_report_an_error_of_a_handler_on_an_executor_and_go_on() throws Exception {
        Recorder recorder = new Recorder() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                super.onPartialResponse(piece, context);
                throw new NoClassDefFoundError("handler");
            }
        };

        SsdStreamingChatModel.builder()
                .engine(scripted.engine)
                .executor(executor)
                .build()
                .chat("Hello", recorder);

        assertThat(recorder.failure()).isInstanceOf(NoClassDefFoundError.class);
        executor.shutdown();
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(recorder.pieces).hasSize(3);
    }

    @Test
    void should_keep_its_thread_when_onError_throws_an_error() throws Exception {
        // given
        Recorder terrible = new Recorder() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                throw new StackOverflowError("handler");
            }

            @Override
            public void onError(Throwable failure) {
                super.onError(failure);
                throw new StackOverflowError("handler");
            }
        };
        streamingModel().chat("Hello", terrible);
        assertThat(terrible.failure()).isInstanceOf(StackOverflowError.class);

        // when a callback waits for the same engine, then
        CompletableFuture<GenerationResult> outer = CompletableFuture.supplyAsync(
                () -> scripted.engine.generate(
                        "a",
                        scripted.engine.defaults(),
                        piece -> scripted.engine.generate("b", scripted.engine.defaults(), GenerationListener.NONE)),
                executor);
        assertThat(outer)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("a callback of the model stories260K waits for the same model");
    }

    @Test
    void should_refuse_to_warm_up_in_a_callback() {
        CompletableFuture<GenerationResult> answer = CompletableFuture.supplyAsync(
                () -> scripted.engine.generate("a", scripted.engine.defaults(), piece -> scripted.engine.warmUp()),
                executor);

        assertThat(answer)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("a callback of the model stories260K waits for the same model");
    }

    @Test
    void should_report_timeouts_although_a_handler_of_another_one_blocks() throws Exception {
        // given a busy engine and a handler that blocks when its request is out of time
        streamingModel().chat("block", new Recorder());
        busy.await();
        Recorder slow = new Recorder() {
            @Override
            public void onError(Throwable failure) {
                super.onError(failure);
                Latches.await(end);
            }
        };
        streamingModel().chat(request("slow", SHORT), slow);
        assertThat(slow.failure()).isInstanceOf(TimeoutException.class);

        // when
        Recorder other = new Recorder();
        streamingModel().chat(request("other", SHORT), other);

        // then
        assertThat(other.failure()).isInstanceOf(TimeoutException.class);
        assertThat(CompletableFuture.supplyAsync(() -> model().chat(request("third", SHORT)), executor))
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void should_close_with_a_grace_beyond_any_clock() {
        scripted.engine.close();
        SsdEngine engine = SsdEngine.builder()
                .model(ScriptedEngine.STORIES)
                .device("cpu")
                .closeGrace(Duration.ofSeconds(Long.MAX_VALUE))
                .build();

        engine.close();

        assertThat(engine.isClosed()).isTrue();
        EngineThreads.assertNoneLeft();
    }

    @Test
    void should_refuse_a_prompt_for_which_the_engine_may_never_have_memory() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> model().chat("large"))
                .withMessageContaining("a prompt of 500 tokens")
                .withMessageContaining("3000000 bytes")
                .withMessageContaining("kvCacheBytes allows 2000000")
                .withCauseInstanceOf(KvCacheTooSmallException.class);
    }

    @Test
    void should_not_blame_the_caller_for_a_defect_of_the_engine() {
        assertThatExceptionOfType(InternalServerException.class)
                .isThrownBy(() -> model().chat("defect"))
                .withMessage("histogram must count 1 rounds");

        Recorder recorder = new Recorder();
        streamingModel().chat("defect", recorder);
        assertThat(recorder.failure()).isInstanceOf(InternalServerException.class);
    }

    @Test
    void should_end_the_stream_when_its_executor_is_shut_down() throws Exception {
        // given a handler that is being called
        CountDownLatch called = new CountDownLatch(1);
        Recorder recorder = new Recorder() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                super.onPartialResponse(piece, context);
                called.countDown();
            }
        };
        scripted.engine.close();
        scripted = ScriptedEngine.saying(question -> "word ".repeat(100_000));
        SsdStreamingChatModel.builder()
                .engine(scripted.engine)
                .executor(executor)
                .build()
                .chat("Hello", recorder);
        called.await();

        // when
        executor.shutdownNow();

        // then
        assertThat(recorder.failure())
                .isInstanceOf(CancellationException.class)
                .hasMessage("the executor for the callbacks of this streamed answer was shut down");
    }

    @Test
    void should_hand_on_what_the_executor_throws() {
        SsdStreamingChatModel model = SsdStreamingChatModel.builder()
                .engine(scripted.engine)
                .executor(task -> {
                    throw new NoClassDefFoundError("executor");
                })
                .build();

        assertThatExceptionOfType(NoClassDefFoundError.class)
                .isThrownBy(() -> model.chat("Hello", new Recorder()))
                .withMessage("executor");
        assertThat(scripted.generator.prompts).isEmpty();
    }

    static ChatRequest request(String question, Duration timeout) {
        return ChatRequest.builder()
                .messages(UserMessage.from(question))
                .parameters(SsdChatRequestParameters.builder().timeout(timeout).build())
                .build();
    }
}
