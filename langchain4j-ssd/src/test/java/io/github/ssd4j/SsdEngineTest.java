package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.TextPiece;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SsdEngineTest {

    private static final GenerationOptions OPTIONS = GenerationOptions.DEFAULTS;

    private ScriptedEngine scripted = ScriptedEngine.saying("one two three");

    @AfterEach
    void close() {
        scripted.engine.close();
    }

    @Test
    void should_say_what_it_loaded() {
        SsdEngine engine = scripted.engine;

        assertThat(engine.modelName()).isEqualTo("stories260K");
        assertThat(engine.config().layers()).isEqualTo(5);
        assertThat(engine.device()).isEqualTo("cpu");
        assertThat(engine.dtype()).isEqualTo("float32");
        assertThat(engine.contextTokens()).isEqualTo(512);
        assertThat(engine.skipProfile()).isEqualTo(SkipProfile.NONE);
        assertThat(engine.chatTemplate()).isPresent();
    }

    @Test
    void should_continue_a_text_without_a_template() {
        GenerationResult result = scripted.engine.generate("Once upon", OPTIONS, GenerationListener.NONE);

        assertThat(result.text()).isEqualTo("one two three");
        assertThat(scripted.generator.prompts).containsExactly("Once upon");
    }

    @Test
    void should_answer_messages_and_tokens() {
        scripted.engine.generate(List.of(UserMessage.from("Hello")), OPTIONS, GenerationListener.NONE);
        scripted.engine.generate(scripted.checkpoint.tokenizer().encode("Bye", true), OPTIONS, GenerationListener.NONE);

        assertThat(scripted.generator.prompts).containsExactly("Hello", "Bye");
    }

    @Test
    void should_generate_on_its_own_platform_thread() {
        List<Thread> threads = new ArrayList<>();

        scripted.engine.generate("a", OPTIONS, piece -> threads.add(Thread.currentThread()));
        scripted.engine.generate("b", OPTIONS, piece -> threads.add(Thread.currentThread()));

        assertThat(threads).hasSize(6);
        assertThat(threads.stream().distinct()).hasSize(1);
        assertThat(threads.get(0).getName()).isEqualTo("ssd-engine-stories260K");
    }

    @Test
    void should_hand_on_what_a_listener_throws_and_stay_usable() {
        IllegalStateException failure = new IllegalStateException("listener");

        assertThatIllegalStateException()
                .isThrownBy(() -> scripted.engine.generate("a", OPTIONS, piece -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(scripted.engine
                        .generate("b", OPTIONS, GenerationListener.NONE)
                        .text())
                .isEqualTo("one two three");
    }

    @Test
    void should_report_a_cancelled_generation() {
        AtomicBoolean cancelled = new AtomicBoolean();
        GenerationListener listener = new GenerationListener() {
            @Override
            public void onText(TextPiece piece) {
                cancelled.set(true);
            }

            @Override
            public boolean isCancelled() {
                return cancelled.get();
            }
        };

        GenerationResult result = scripted.engine.generate("a", OPTIONS, listener);

        assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(result.text()).isEqualTo("one ");
    }

    @Test
    void should_answer_in_the_order_of_the_requests_and_refuse_more_than_the_queue_holds() throws Exception {
        // given an engine that is busy with "first", and a queue of two that is full
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        scripted.engine.close();
        scripted = ScriptedEngine.withQueue(2, question -> {
            busy.countDown();
            return awaited(go, "answer to " + question);
        });
        CompletableFuture<GenerationResult> first = ask("first");
        busy.await();
        CompletableFuture<GenerationResult> second = ask("second");
        awaitQueued(1);
        CompletableFuture<GenerationResult> third = ask("third");
        awaitQueued(2);

        // when, then
        assertThatExceptionOfType(RateLimitException.class)
                .isThrownBy(() -> scripted.engine.generate("fourth", OPTIONS, GenerationListener.NONE))
                .withMessage(
                        "2 requests are waiting for the model stories260K, and no more may (maxQueue); try again later");
        go.countDown();
        assertThat(first.get().text()).isEqualTo("answer to first");
        assertThat(second.get().text()).isEqualTo("answer to second");
        assertThat(third.get().text()).isEqualTo("answer to third");
        assertThat(scripted.generator.prompts).containsExactly("first", "second", "third");
    }

    @Test
    void should_stop_what_runs_and_refuse_what_waits_when_it_is_closed() throws Exception {
        // given
        CountDownLatch busy = new CountDownLatch(1);
        scripted.engine.close();
        scripted = ScriptedEngine.saying(question -> "word ".repeat(100_000));
        CompletableFuture<GenerationResult> running = async(() -> scripted.engine.generate("run", OPTIONS, piece -> {
            busy.countDown();
            sleep(1);
        }));
        busy.await();
        CompletableFuture<GenerationResult> waiting = ask("wait");
        awaitQueued(1);

        // when
        scripted.engine.close();

        // then
        assertThat(scripted.generator.closed).isEqualTo(1);
        assertClosed(running);
        assertClosed(waiting);
        assertThat(scripted.generator.prompts).containsExactly("run");
    }

    @Test
    void should_close_once() {
        scripted.engine.close();
        scripted.engine.close();

        assertThat(scripted.generator.closed).isEqualTo(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> scripted.engine.generate("a", OPTIONS, GenerationListener.NONE))
                .withMessage("the engine of the model stories260K is closed");
    }

    @Test
    void should_end_the_answer_and_free_the_model_when_a_listener_closes_it() {
        assertThatIllegalStateException()
                .isThrownBy(() -> scripted.engine.generate("a", OPTIONS, piece -> scripted.engine.close()))
                .withMessage("the engine of the model stories260K is closed");
        scripted.engine.close();
        assertThat(scripted.generator.closed).isEqualTo(1);
    }

    @Test
    void should_refuse_a_listener_that_waits_for_the_same_engine() {
        assertThatIllegalStateException()
                .isThrownBy(() -> scripted.engine.generate(
                        "a", OPTIONS, piece -> scripted.engine.generate("b", OPTIONS, GenerationListener.NONE)))
                .withMessage(
                        "a callback of the model stories260K waits for the same model on the thread that writes its "
                                + "answers; ask from another thread, or after the callback");
    }

    @Test
    void should_stop_generating_for_a_caller_that_was_interrupted() throws Exception {
        // given
        CountDownLatch busy = new CountDownLatch(1);
        scripted.engine.close();
        scripted = ScriptedEngine.saying(question -> question.equals("long") ? "word ".repeat(100_000) : "short");
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                scripted.engine.generate("long", OPTIONS, piece -> {
                    busy.countDown();
                    sleep(1);
                });
            } catch (RuntimeException e) {
                failure.complete(Thread.currentThread().isInterrupted() ? e : new AssertionError("not interrupted"));
            }
        });
        caller.start();
        busy.await();

        // when
        caller.interrupt();

        // then
        assertThat(failure.get())
                .isInstanceOf(LangChain4jException.class)
                .hasMessage("interrupted while waiting for the model stories260K");
        assertThat(scripted.engine
                        .generate("next", OPTIONS, GenerationListener.NONE)
                        .text())
                .isEqualTo("short");
    }

    private CompletableFuture<GenerationResult> ask(String prompt) {
        return async(() -> scripted.engine.generate(prompt, OPTIONS, GenerationListener.NONE));
    }

    private static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task).start());
    }

    private void awaitQueued(int requests) {
        while (scripted.engine.waitingRequests() < requests) {
            sleep(1);
        }
    }

    private static void assertClosed(CompletableFuture<GenerationResult> answer) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                .havingCause()
                .isInstanceOf(IllegalStateException.class)
                .withMessage("the engine of the model stories260K is closed");
    }

    private static <T> T awaited(CountDownLatch latch, T value) {
        try {
            latch.await();
            return value;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
