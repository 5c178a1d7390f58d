package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks of streamed answers on the threads of an engine that answers two requests at once. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineCallbacksTest {

    private static final String CLOSED = "the engine of the model stories260K is closed";

    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private ScriptedEngine scripted = ScriptedEngine.withConcurrency(2, 1, question -> "one two three four");
    private SsdStreamingChatModel model =
            SsdStreamingChatModel.builder().engine(scripted.engine).build();

    /** Blocks in its first callback. */
    private final Recorder slow = new Recorder() {
        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            called.countDown();
            Latches.await(go);
            super.onPartialResponse(piece, context);
        }
    };

    @AfterEach
    void close() {
        go.countDown();
        scripted.engine.close();
        EngineThreads.assertNoneLeft();
    }

    @Test
    void should_come_in_order_and_on_one_thread_each() throws Exception {
        Recorder recorder = CallbackChecks.comeInOrder(model);

        assertThat(recorder.threads).hasSize(5).containsOnly("ssd-engine-stories260K-callbacks-1");
    }

    @Test
    void should_not_hold_up_other_answers() throws Exception {
        // given
        model.chat("slow", slow);
        called.await();

        // when more requests than are answered at once come after it
        for (int i = 0; i < 5; i++) {
            Recorder quick = new Recorder();
            model.chat("quick", quick);

            // then
            assertThat(quick.answer().aiMessage().text()).isEqualTo("one two three four");
        }
        assertThat(slow.done).isNotDone();
        go.countDown();
        assertThat(slow.answer().aiMessage().text()).isEqualTo("one two three four");
    }

    @Test
    void should_be_allowed_to_ask_the_same_engine_and_wait() throws Exception {
        CallbackChecks.mayAskTheSameEngineAndWait(scripted.engine, model);
    }

    @Test
    void should_be_allowed_to_close_the_engine() throws Exception {
        // given an answer that goes on until then, and another one
        scripted.generator.held.add("other");
        Recorder other = new Recorder();
        model.chat("other", other);
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        Recorder closing = new Recorder() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                scripted.engine.close();
                closed.complete(scripted.generator.closed);
            }
        };

        // when
        model.chat("Hello", closing);

        // then
        assertThat(closed).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(1);
        assertThat(other.failure()).hasMessage(CLOSED);
        // Its own answer may have been complete by then.
        await(closing);
    }

    @Test
    void should_have_ended_when_the_engine_has_been_closed() {
        // given
        scripted.generator.held.add("held");
        Recorder recorder = new Recorder();
        model.chat("held", recorder);

        // when
        scripted.engine.close();

        // then
        assertThat(recorder.done).isCompletedExceptionally();
        assertThat(recorder.failure()).hasMessage(CLOSED);
        assertThat(recorder.threads).containsOnly("ssd-engine-stories260K-callbacks-1");
    }

    @Test
    void should_not_keep_the_engine_from_closing_when_they_never_return() throws Exception {
        // given
        model.chat("slow", slow);
        called.await();

        // when
        CompletableFuture<Void> closing = CompletableFuture.runAsync(scripted.engine::close);

        // then
        assertThat(closing).succeedsWithin(Duration.ofSeconds(20));
        assertThat(scripted.generator.closed).isEqualTo(1);
        assertThat(slow.done).isNotDone();
    }

    @Test
    void should_have_the_grace_to_end_when_the_engine_is_closed() throws Exception {
        // given
        withGrace();
        Recorder recorder = new Recorder() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                called.countDown();
                pause(1_500); // Longer than without grace.
                super.onCompleteResponse(response);
            }
        };
        model.chat("Hello", recorder);
        called.await();

        // when
        scripted.engine.close();

        // then
        assertThat(recorder.done).isCompleted();
    }

    @Test
    void should_not_wait_for_themselves_when_they_close_the_engine() {
        // given
        withGrace();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        Recorder closing = new Recorder() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                scripted.engine.close();
                closed.complete(scripted.generator.closed);
            }
        };

        // when
        model.chat("Hello", closing);

        // then
        assertThat(closed).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(1);
    }

    @Test
    void should_not_be_waited_for_by_the_thread_that_decodes() throws Exception {
        // given a handler that blocks
        withGrace();
        model.chat("slow", slow);
        called.await();

        // when a listener on the engine's thread closes the engine
        CompletableFuture<?> answer = CompletableFuture.runAsync(
                () -> scripted.engine.generate("closes", scripted.engine.defaults(), piece -> scripted.engine.close()));

        // then
        assertThat(answer)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining(CLOSED);
        assertThat(slow.done).isNotDone();
    }

    @Test
    void should_come_on_the_caller_s_thread_once_the_engine_is_closed() {
        scripted.engine.close();
        Recorder recorder = new Recorder();

        model.chat("Hello", recorder);

        assertThat(recorder.done).isCompletedExceptionally();
        assertThat(recorder.failure()).hasMessage(CLOSED);
        assertThat(recorder.threads).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void should_also_tell_what_is_refused() {
        // given two that are answered and one that waits
        scripted.generator.held.add("held");
        for (int i = 0; i < 3; i++) {
            model.chat("held", new Recorder());
        }
        Recorder recorder = new Recorder();

        // when
        model.chat("one too many", recorder);

        // then
        assertThat(recorder.failure()).isInstanceOf(RateLimitException.class);
        assertThat(recorder.threads).hasSize(1).allMatch(name -> name.startsWith("ssd-engine-stories260K-callbacks-"));
    }

    @Test
    void should_inherit_nothing_from_the_request_that_started_their_thread() throws Exception {
        // given a caller with a class loader and a thread-local value that end with its request
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        CompletableFuture<String> value = new CompletableFuture<>();
        CompletableFuture<ClassLoader> loader = new CompletableFuture<>();
        ClassLoader mine = Thread.currentThread().getContextClassLoader();
        Recorder recorder = new Recorder() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                value.complete(local.get());
                loader.complete(Thread.currentThread().getContextClassLoader());
                super.onCompleteResponse(response);
            }
        };

        // when
        try (URLClassLoader other = new URLClassLoader(new URL[0])) {
            Thread caller = new Thread(() -> {
                local.set("of the caller");
                Thread.currentThread().setContextClassLoader(other);
                model.chat("Hello", recorder);
            });
            caller.start();
            caller.join();
            recorder.answer();
        }

        // then
        assertThat(value).isCompletedWithValue(null);
        assertThat(loader).isCompletedWithValue(mine);
    }

    private static void await(Recorder recorder) {
        assertThat(recorder.done.handle((answer, failure) -> true)).succeedsWithin(Duration.ofSeconds(20));
    }

    private void withGrace() {
        scripted.engine.close();
        scripted = ScriptedEngine.withGrace(Duration.ofSeconds(40), question -> "one two three four");
        model = SsdStreamingChatModel.builder().engine(scripted.engine).build();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
