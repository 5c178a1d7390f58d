package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.exception.RateLimitException;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.TextPiece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners of an engine hear, and how an engine ends. On the tiny model. */
@Timeout(60)
class SsdEngineListenerTest {

    private static final GenerationOptions OPTIONS =
            GenerationOptions.DEFAULTS.toBuilder().maxTokens(8).build();

    private final List<GenerationResult> answers = Collections.synchronizedList(new ArrayList<>());
    private final List<String> profiles = Collections.synchronizedList(new ArrayList<>());
    private final List<RuntimeException> failures = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    private final SsdEngineListener listener = new SsdEngineListener() {
        @Override
        public void onAnswer(GenerationResult result, String skipProfile) {
            answers.add(result);
            profiles.add(skipProfile);
        }

        @Override
        public void onFailure(RuntimeException failure) {
            failures.add(failure);
        }
    };

    private final SsdEngineListener broken = new SsdEngineListener() {
        @Override
        public void onAnswer(GenerationResult result, String skipProfile) {
            throw new IllegalStateException("broken");
        }
    };

    private SsdEngine engine(int maxQueue) {
        return engine(maxQueue, Duration.ZERO);
    }

    private SsdEngine engine(int maxQueue, Duration closeGrace) {
        return SsdEngine.builder()
                .model(ScriptedEngine.STORIES)
                .device("cpu")
                .dtype("float32")
                .maxConcurrent(1)
                .maxQueue(maxQueue)
                .closeGrace(closeGrace)
                .listeners(List.of(broken, listener))
                .build();
    }

    @Test
    void should_hear_of_answers_also_cancelled_ones() {
        try (SsdEngine engine = engine(4)) {
            // when
            GenerationResult whole = engine.generate("Once upon a time", OPTIONS, GenerationListener.NONE);
            engine.generate("Once upon a time", OPTIONS, new GenerationListener() {
                private boolean started;

                @Override
                public void onText(TextPiece piece) {
                    started = true;
                }

                @Override
                public boolean isCancelled() {
                    return started;
                }
            });

            // then
            assertThat(answers).hasSize(2).first().isEqualTo(whole);
            assertThat(answers.get(1).finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(profiles).containsExactly("none", "none");
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void should_not_hear_of_the_warm_up() {
        try (SsdEngine engine = engine(4)) {
            engine.warmUp();

            assertThat(answers).isEmpty();
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void should_hear_of_what_the_full_queue_refuses() throws Exception {
        try (SsdEngine engine = engine(1)) {
            // given
            CompletableFuture<GenerationResult> running = ask(engine, this::block);
            busy.await();
            CompletableFuture<GenerationResult> waiting = ask(engine, GenerationListener.NONE);
            while (engine.waitingRequests() == 0) {
                Thread.onSpinWait();
            }

            // when
            assertThatExceptionOfType(RateLimitException.class)
                    .isThrownBy(() -> engine.generate("Once", OPTIONS, GenerationListener.NONE));

            // then
            assertThat(failures).singleElement().isInstanceOf(RateLimitException.class);
            assertThat(engine.maxQueue()).isEqualTo(1);
            go.countDown();
            running.join();
            waiting.join();
            assertThat(answers).hasSize(2);
        }
    }

    @Test
    void should_finish_what_was_asked_before_it_was_closed_with_grace() throws Exception {
        // given
        SsdEngine engine = engine(4, Duration.ofSeconds(30));
        CompletableFuture<GenerationResult> running = ask(engine, this::block);
        busy.await();
        CompletableFuture<GenerationResult> waiting = ask(engine, GenerationListener.NONE);
        while (engine.waitingRequests() == 0) {
            Thread.onSpinWait();
        }

        // when
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> engine.close());
        while (!engine.isClosed()) {
            Thread.onSpinWait();
        }

        // then
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> engine.generate("Once", OPTIONS, GenerationListener.NONE))
                .withMessage("the engine of the model stories260K is closed");
        assertThat(closing).isNotDone();
        go.countDown();
        assertThat(running.join().tokens()).hasSize(8);
        assertThat(waiting.join().tokens()).hasSize(8);
        closing.join();
        EngineThreads.assertNoneLeft();
    }

    @Test
    void should_stop_what_takes_longer_than_its_grace() throws Exception {
        // given an answer that takes long
        SsdEngine engine = engine(4, Duration.ofMillis(1));
        GenerationOptions endless = OPTIONS.toBuilder().maxTokens(400).build();
        CompletableFuture<GenerationResult> running =
                CompletableFuture.supplyAsync(() -> engine.generate("Once upon a time", endless, piece -> {
                    busy.countDown();
                    sleep();
                }));
        busy.await();

        // when
        engine.close();

        // then
        assertThat(running)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("the engine of the model stories260K is closed");
        assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
        EngineThreads.assertNoneLeft();
    }

    private static CompletableFuture<GenerationResult> ask(SsdEngine engine, GenerationListener listener) {
        return CompletableFuture.supplyAsync(() -> engine.generate("Once upon a time", OPTIONS, listener));
    }

    private void block(TextPiece piece) {
        busy.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
