package io.github.ssd4j.evaluation.load;

import dev.langchain4j.exception.RateLimitException;
import io.github.ssd4j.evaluation.callers.AnswerTimer;
import io.github.ssd4j.evaluation.callers.Asker;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** One caller: thinks, asks, waits for the answer, thinks again. */
final class LoadCaller implements Runnable {

    /** A caller that is refused comes back no sooner: without think time it would do nothing but ask. */
    private static final long LEAST_PAUSE_NANOS = 100_000_000;

    private final Shared shared;
    private final SplittableRandom random;
    private final ThinkTimes thinkTimes;

    /**
     * What all callers have in common.
     *
     * @param clock in nanoseconds
     * @param claim takes one of the requests that may still be made; false if there is none left
     * @param over counted down when no request may begin any more
     * @param stopped whether answers are to be ended early
     */
    record Shared(
            LoadPlan plan,
            Asker asker,
            List<int[]> prompts,
            LoadRecorder recorder,
            LongSupplier clock,
            BooleanSupplier claim,
            CountDownLatch over,
            BooleanSupplier stopped) {}

    /** Equal generators make equal callers. */
    LoadCaller(Shared shared, SplittableRandom random) {
        this.shared = shared;
        this.random = random;
        thinkTimes = new ThinkTimes(shared.plan().think(), random);
    }

    @Override
    public void run() {
        try {
            long leastPause = 0;
            while (shared.claim().getAsBoolean() && !isOverAfter(Math.max(leastPause, thinkTimes.nextNanos()))) {
                leastPause = ask() ? 0 : LEAST_PAUSE_NANOS;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOverAfter(long nanos) throws InterruptedException {
        return shared.over().await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Whether there was an answer. */
    private boolean ask() {
        LoadRecorder recorder = shared.recorder();
        int[] prompt = shared.prompts().get(random.nextInt(shared.prompts().size()));
        GenerationOptions options =
                shared.plan().options().toBuilder().seed(random.nextLong()).build();
        AnswerTimer timer = new AnswerTimer(shared.clock(), shared.stopped());
        try {
            GenerationResult result = shared.asker().ask(prompt, options, timer);
            if (result.finishReason() == FinishReason.CANCELLED) {
                recorder.cancelled(result.tokens().size());
            } else {
                recorder.answered(
                        timer, shared.clock().getAsLong(), result.tokens().size());
            }
            return true;
        } catch (RateLimitException e) {
            recorder.refused();
        } catch (CancellationException e) {
            recorder.cancelled(0);
        } catch (RuntimeException e) {
            recorder.failed(e);
        }
        return false;
    }
}
