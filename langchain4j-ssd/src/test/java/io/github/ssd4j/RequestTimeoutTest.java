package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.ssd4j.speculative.GenerationListener;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that take too long, waiting or being answered. */
@Timeout(30)
class RequestTimeoutTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    /** Long enough to begin an answer, and too short to end a slow one. */
    private static final Duration MEDIUM = Duration.ofMillis(400);

    private static final Duration ROUND = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    /** Answers "block" when it may, "slow" after {@link #ROUND} and the rest at once. */
    private ScriptedEngine scripted = ScriptedEngine.withQueue(1, this::script);

    private final SsdChatModel model =
            SsdChatModel.builder().engine(scripted.engine).build();
    private final SsdStreamingChatModel streamingModel =
            SsdStreamingChatModel.builder().engine(scripted.engine).build();

    private String script(String question) {
        if (question.equals("block")) {
            busy.countDown();
            Latches.await(go);
        }
        if (question.equals("slow")) {
            sleep(ROUND);
            return "one two three";
        }
        return "answer";
    }

    @AfterEach
    void close() {
        go.countDown();
        scripted.engine.close();
        EngineThreads.assertNoneLeft();
    }

    @Test
    void should_refuse_a_waiting_request_at_its_deadline_and_free_its_place() throws Exception {
        // given
        CompletableFuture<ChatResponse> running =
                CompletableFuture.supplyAsync(() -> model.chat(request("block", LONG)));
        busy.await();

        // when it waits behind the blocked one, in a queue of one place
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> model.chat(request("late", SHORT)))
                .withMessage("the request waited longer than its timeout of 20 ms for the model stories260K, "
                        + "which was busy with others");

        // then
        assertThat(scripted.engine.waitingRequests()).isZero();
        CompletableFuture<ChatResponse> next = CompletableFuture.supplyAsync(() -> model.chat(request("next", LONG)));
        go.countDown();
        assertThat(running.get().aiMessage().text()).isEqualTo("answer");
        assertThat(next.get().aiMessage().text()).isEqualTo("answer");
        assertThat(scripted.generator.prompts).containsExactly("block", "next");
    }

    @Test
    void should_report_a_waiting_request_at_its_deadline_to_its_handler() throws Exception {
        // given
        CompletableFuture<ChatResponse> running =
                CompletableFuture.supplyAsync(() -> model.chat(request("block", null)));
        busy.await();
        Recorder late = new Recorder();

        // when
        streamingModel.chat(request("late", SHORT), late);

        // then
        assertThat(late.failure())
                .isInstanceOf(TimeoutException.class)
                .hasMessageStartingWith("the request waited longer than its timeout of 20 ms");
        assertThat(late.threads).containsOnly("ssd-engine-stories260K-timeout");
        assertThat(running).isNotDone();
        go.countDown();
        running.get();
        assertThat(scripted.generator.prompts).containsExactly("block");
    }

    @Test
    void should_end_a_running_answer_at_its_deadline() {
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> model.chat(request("slow", MEDIUM)))
                .withMessage("the model stories260K did not end its answer within the timeout of 400 ms");

        Recorder recorder = new Recorder();
        streamingModel.chat(request("slow", MEDIUM), recorder);
        assertThat(recorder.failure())
                .isInstanceOf(TimeoutException.class)
                .hasMessage("the model stories260K did not end its answer within the timeout of 400 ms");
        assertThat(recorder.threads).containsOnly("ssd-engine-stories260K");

        assertThat(model.chat(request("slow", LONG)).aiMessage().text()).isEqualTo("one two three");
    }

    @Test
    void should_count_waiting_and_answering_together() throws Exception {
        // given a request that waits for a part of its time
        CompletableFuture<ChatResponse> running =
                CompletableFuture.supplyAsync(() -> model.chat(request("block", null)));
        busy.await();
        CompletableFuture<ChatResponse> late = CompletableFuture.supplyAsync(
                () -> model.chat(request("slow", ROUND.plus(ROUND).minusMillis(50))));
        while (scripted.engine.waitingRequests() == 0) {
            Thread.onSpinWait();
        }

        // when
        sleep(ROUND);
        go.countDown();

        // then
        running.get();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(late::get)
                .havingCause()
                .isInstanceOf(TimeoutException.class)
                .withMessageContaining("timeout of 950 ms");
    }

    @Test
    void should_use_the_timeout_of_the_engine_unless_the_model_or_the_request_has_one() {
        // given
        scripted.engine.close();
        scripted = ScriptedEngine.withTimeout(MEDIUM, this::script);
        SsdChatModel patient =
                SsdChatModel.builder().engine(scripted.engine).timeout(LONG).build();
        SsdChatModel usual = SsdChatModel.builder().engine(scripted.engine).build();

        // when, then
        assertThat(patient.defaultRequestParameters().timeout()).isEqualTo(LONG);
        assertThat(patient.chat("slow")).isEqualTo("one two three");
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> patient.chat(request("slow", SHORT)))
                .withMessageContaining("timeout of 20 ms");
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> usual.chat("slow"))
                .withMessageContaining("timeout of 400 ms");
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> scripted.engine.generate("slow", scripted.engine.defaults(), GenerationListener.NONE))
                .withMessageContaining("timeout of 400 ms");
    }

    @Test
    void should_take_the_longest_time_for_none() {
        assertThat(model.chat(request("Hello", Duration.ofSeconds(Long.MAX_VALUE)))
                        .aiMessage()
                        .text())
                .isEqualTo("answer");
    }

    @Test
    void should_refuse_at_once_what_finds_the_queue_full_whatever_its_timeout() throws Exception {
        // given
        CompletableFuture<ChatResponse> running =
                CompletableFuture.supplyAsync(() -> model.chat(request("block", LONG)));
        busy.await();
        Recorder waiting = new Recorder();
        streamingModel.chat(request("waits", LONG), waiting);

        // when, then
        assertThatExceptionOfType(RateLimitException.class).isThrownBy(() -> model.chat(request("one more", LONG)));

        // when the engine is closed, then what waits is refused for that reason
        CompletableFuture<Void> closing = CompletableFuture.runAsync(scripted.engine::close);
        assertThat(waiting.failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine of the model stories260K is closed");
        go.countDown();
        closing.get();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(running::get)
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void should_let_a_handler_close_the_engine_that_refuses_its_request() throws Exception {
        // given
        CompletableFuture<ChatResponse> running =
                CompletableFuture.supplyAsync(() -> model.chat(request("block", null)));
        busy.await();
        Recorder late = new Recorder() {
            @Override
            public void onError(Throwable failure) {
                go.countDown();
                scripted.engine.close();
                super.onError(failure);
            }
        };

        // when
        streamingModel.chat(request("late", SHORT), late);

        // then
        assertThat(late.failure()).isInstanceOf(TimeoutException.class);
        assertThat(scripted.generator.closed).isEqualTo(1);
        running.exceptionally(failure -> null).get();
    }

    private static ChatRequest request(String question, Duration timeout) {
        return ChatRequest.builder()
                .messages(UserMessage.from(question))
                .parameters(SsdChatRequestParameters.builder().timeout(timeout).build())
                .build();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
