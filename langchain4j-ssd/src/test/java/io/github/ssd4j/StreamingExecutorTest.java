package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks that run on an executor instead of the engine's thread. */
@Timeout(30)
class StreamingExecutorTest {

    private final AtomicInteger threads = new AtomicInteger();
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            0,
            16,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> new Thread(task, "callbacks-" + threads.incrementAndGet()));
    private final ScriptedEngine scripted = ScriptedEngine.saying("one two three four");
    private final SsdStreamingChatModel model = model(executor);

    private SsdStreamingChatModel model(Executor executor) {
        return SsdStreamingChatModel.builder()
                .engine(scripted.engine)
                .executor(executor)
                .build();
    }

    @AfterEach
    void close() throws Exception {
        scripted.engine.close();
        executor.shutdown();
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS))
                .as("every task of the executor has ended")
                .isTrue();
    }

    @Test
    void should_call_in_order_and_on_one_thread_of_the_executor() throws Exception {
        Recorder recorder = CallbackChecks.comeInOrder(model);

        assertThat(recorder.threads).containsOnly("callbacks-1");
    }

    @Test
    void should_not_hold_up_other_answers_with_a_slow_handler() throws Exception {
        // given a handler that blocks
        CountDownLatch go = new CountDownLatch(1);
        Recorder slow = new Recorder() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                Latches.await(go);
                super.onPartialResponse(piece, context);
            }
        };
        model.chat("Hello", slow);

        // when
        Recorder quick = new Recorder();
        model.chat("Hello", quick);

        // then
        assertThat(quick.answer().aiMessage().text()).isEqualTo("one two three four");
        assertThat(slow.done).isNotDone();
        go.countDown();
        assertThat(slow.answer().aiMessage().text()).isEqualTo("one two three four");
    }

    @Test
    void should_let_a_handler_ask_the_same_engine_and_wait() throws Exception {
        CallbackChecks.mayAskTheSameEngineAndWait(scripted.engine, model);
    }

    @Test
    void should_drop_what_waits_when_a_callback_cancels() throws Exception {
        // given a handler that cancels when the whole answer already waits behind its first callback
        CountDownLatch written = new CountDownLatch(1);
        Recorder recorder = new Recorder() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                super.onPartialResponse(piece, context);
                Latches.await(written);
                context.streamingHandle().cancel();
            }
        };
        model.chat("Hello", recorder);
        SsdChatModel.builder().engine(scripted.engine).build().chat("wait until the answer is written");

        // when
        written.countDown();
        executor.shutdown();
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        // then
        assertThat(recorder.pieces).containsExactly("one ");
        assertThat(recorder.done).isNotDone();
    }

    @Test
    void should_report_failures_of_the_handler_and_of_the_engine_there() {
        // given a handler that fails, then
        Recorder failing = new Recorder() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                throw new IllegalStateException("mine");
            }
        };
        model.chat("Hello", failing);
        assertThat(failing.failure()).isInstanceOf(IllegalStateException.class).hasMessage("mine");
        assertThat(failing.threads).containsOnly("callbacks-1");

        // given a closed engine, then
        scripted.engine.close();
        Recorder late = new Recorder();
        model.chat("Hello", late);
        assertThat(late.failure()).hasMessage("the engine of the model stories260K is closed");
        assertThat(late.threads).allMatch(thread -> thread.startsWith("callbacks-"));
    }

    @Test
    void should_refuse_when_the_executor_takes_no_more() {
        SsdStreamingChatModel full = model(task -> {
            throw new RejectedExecutionException("full");
        });
        Recorder recorder = new Recorder();

        assertThatExceptionOfType(RateLimitException.class)
                .isThrownBy(() -> full.chat("Hello", recorder))
                .withMessage("the executor for the callbacks of streamed answers takes no more");
        assertThat(scripted.generator.prompts).isEmpty();
    }
}
