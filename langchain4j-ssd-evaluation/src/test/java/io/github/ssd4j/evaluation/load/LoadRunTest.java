package io.github.ssd4j.evaluation.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.langchain4j.exception.RateLimitException;
import io.github.ssd4j.evaluation.callers.Asker;
import io.github.ssd4j.evaluation.callers.Results;
import io.github.ssd4j.evaluation.load.LoadReport.Traffic;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.TextPiece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers against scripted engines. No test asserts a time. */
@Timeout(60)
class LoadRunTest {

    private final List<int[]> prompts =
            IntStream.rangeClosed(1, 9).mapToObj(int[]::new).toList();

    @Test
    void should_make_as_many_requests_as_wanted_and_count_how_they_end() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        Asker asker = (prompt, options, listener) -> switch (asked.incrementAndGet()) {
            case 2 -> throw new RateLimitException("64 requests are waiting");
            case 5 -> throw new IllegalStateException("out of luck");
            default -> {
                listener.onText(new TextPiece("a", null));
                yield Results.of(3, FinishReason.STOP_TOKEN);
            }
        };

        Traffic traffic = run(asker, plan(4, null, 10), LoadListener.NONE, new AtomicBoolean());

        assertThat(asked).hasValue(10);
        assertThat(traffic.recorder().counts()).isEqualTo(new LoadRecorder.Counts(8, 1, 1, 0));
        assertThat(traffic.recorder().tokens()).isEqualTo(24);
        assertThat(traffic.recorder().firstTokenMillis().orElseThrow().count()).isEqualTo(8);
        assertThat(traffic.recorder().firstFailure()).contains("java.lang.IllegalStateException: out of luck");
        assertThat(traffic.tokensPerSecond()).isPositive();
    }

    @Test
    void all_callers_should_ask_at_once() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch everyone = new CountDownLatch(5);
        Asker asker = (prompt, options, listener) -> {
            threads.add(Thread.currentThread());
            everyone.countDown();
            await(everyone);
            return Results.of(1, FinishReason.STOP_TOKEN);
        };

        Traffic traffic = run(asker, plan(5, null, 5), LoadListener.NONE, new AtomicBoolean());

        assertThat(threads).hasSize(5);
        assertThat(traffic.recorder().counts().answered()).isEqualTo(5);
    }

    @Test
    void the_seed_should_decide_what_is_asked() throws InterruptedException {
        assertThat(asked(1)).isEqualTo(asked(1)).isNotEqualTo(asked(2));
    }

    private List<String> asked(long seed) throws InterruptedException {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        Asker asker = (prompt, options, listener) -> {
            asked.add(prompt.length + " with " + options.seed().orElseThrow());
            return Results.of(1, FinishReason.STOP_TOKEN);
        };
        LoadPlan plan = new LoadPlan(1, Duration.ZERO, null, 6, seed, GenerationOptions.DEFAULTS);
        run(asker, plan, LoadListener.NONE, new AtomicBoolean());
        return asked;
    }

    @Test
    void what_has_begun_should_be_answered_when_the_time_is_up() throws InterruptedException {
        CountDownLatch timeIsUp = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Asker asker = (prompt, options, listener) -> {
            asked.incrementAndGet();
            await(timeIsUp);
            return Results.of(4, FinishReason.STOP_TOKEN);
        };

        Traffic traffic = run(
                asker,
                plan(2, Duration.ofMillis(300), null),
                state -> {
                    if (state.share() >= 1) {
                        timeIsUp.countDown();
                    }
                },
                new AtomicBoolean());

        // No caller asks again when it has its answer.
        assertThat(asked).hasValueLessThanOrEqualTo(2);
        assertThat(traffic.recorder().counts()).isEqualTo(new LoadRecorder.Counts(asked.get(), 0, 0, 0));
        assertThat(traffic.recorder().tokens()).isEqualTo(4L * asked.get());
    }

    @Test
    void stopping_should_end_answers_early() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        Asker asker = (prompt, options, listener) -> {
            // An engine asks between any two passes.
            while (!listener.isCancelled()) {
                Thread.onSpinWait();
            }
            return Results.of(2, FinishReason.CANCELLED);
        };

        Traffic traffic = run(asker, plan(2, Duration.ofHours(1), null), state -> stop.set(true), stop);

        assertThat(traffic.recorder().counts().answered()).isZero();
        assertThat(traffic.recorder().counts().cancelled()).isGreaterThanOrEqualTo(2);
        assertThat(traffic.recorder().firstTokenMillis()).isEmpty();
    }

    @Test
    void levels_should_be_those_of_the_engine() throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(2);
        Asker asker = (prompt, options, listener) -> {
            await(seen);
            return Results.of(1, FinishReason.STOP_TOKEN);
        };
        List<LoadListener.State> states = new ArrayList<>();

        Traffic traffic = run(
                asker,
                plan(1, null, 1),
                state -> {
                    states.add(state);
                    seen.countDown();
                },
                new AtomicBoolean());

        assertThat(states.get(0).active()).isEqualTo(3);
        assertThat(states.get(0).waiting()).isEqualTo(5);
        assertThat(states.get(0).share()).isZero();
        assertThat(traffic.active().mean()).isEqualTo(3);
        assertThat(traffic.waiting().max()).isEqualTo(5);
    }

    @Test
    void an_error_should_end_the_run() {
        Asker asker = (prompt, options, listener) -> {
            throw new AssertionError("a defect");
        };

        assertThatIllegalStateException()
                .isThrownBy(() -> run(asker, plan(2, null, 3), LoadListener.NONE, new AtomicBoolean()))
                .withMessage("a caller has ended with an error")
                .withCauseInstanceOf(AssertionError.class);
    }

    private static LoadPlan plan(int callers, @Nullable Duration duration, @Nullable Integer requests) {
        return new LoadPlan(callers, Duration.ZERO, duration, requests, 1, GenerationOptions.DEFAULTS);
    }

    private Traffic run(Asker asker, LoadPlan plan, LoadListener listener, AtomicBoolean stop)
            throws InterruptedException {
        return new LoadRun(plan, new LoadRun.Engine(asker, () -> 3, () -> 5), prompts).run(listener, stop::get);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nothing happened");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
