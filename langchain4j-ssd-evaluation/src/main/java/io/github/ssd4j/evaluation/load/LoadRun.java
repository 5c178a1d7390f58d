package io.github.ssd4j.evaluation.load;

import io.github.ssd4j.evaluation.callers.Asker;
import io.github.ssd4j.evaluation.load.LoadReport.Memory;
import io.github.ssd4j.evaluation.load.LoadReport.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Lets callers loose on an engine and watches both until the last answer has ended. */
final class LoadRun {

    private static final long SAMPLE_MILLIS = 100;

    private final LoadPlan plan;
    private final Engine engine;
    private final List<int[]> prompts;
    private final LoadRecorder recorder = new LoadRecorder();
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * The engine as callers and onlookers see it.
     *
     * @param active how many requests are being answered
     * @param waiting how many wait for their turn
     */
    record Engine(Asker asker, IntSupplier active, IntSupplier waiting) {}

    /** To be run once. */
    LoadRun(LoadPlan plan, Engine engine, List<int[]> prompts) {
        this.plan = plan;
        this.engine = engine;
        this.prompts = prompts;
    }

    /**
     * Returns when no caller asks any more.
     *
     * @param stopped true ends it early, answers that are being written included
     */
    Traffic run(LoadListener listener, BooleanSupplier stopped) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(plan.callers());
        try {
            OptionalLong memoryBefore = ResidentSize.now();
            long start = System.nanoTime();
            List<Future<?>> callers = start(threads, stopped);
            threads.shutdown();
            Level active = new Level();
            Level waiting = new Level();
            OptionalLong memoryBetween = OptionalLong.empty();
            while (!threads.awaitTermination(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
                LoadListener.State state = state(start);
                if (stopped.getAsBoolean() || (plan.duration() != null && state.share() >= 1)) {
                    over.countDown();
                }
                active.sample(state.active());
                waiting.sample(state.waiting());
                listener.onState(state);
                if (memoryBetween.isEmpty() && state.share() >= 0.5) {
                    memoryBetween = ResidentSize.now();
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            OptionalLong memoryAfter = ResidentSize.now();
            requireNoDefect(callers);
            return new Traffic(
                    seconds,
                    recorder,
                    new Memory(memoryBefore, memoryBetween.isEmpty() ? memoryAfter : memoryBetween, memoryAfter),
                    active,
                    waiting);
        } finally {
            over.countDown();
            threads.shutdownNow();
        }
    }

    private List<Future<?>> start(ExecutorService threads, BooleanSupplier stopped) {
        var shared = new LoadCaller.Shared(
                plan, engine.asker(), prompts, recorder, System::nanoTime, this::claim, over, stopped);
        SplittableRandom seeds = new SplittableRandom(plan.seed());
        List<Future<?>> callers = new ArrayList<>();
        for (int caller = 0; caller < plan.callers(); caller++) {
            callers.add(threads.submit(new LoadCaller(shared, seeds.split())));
        }
        return callers;
    }

    private boolean claim() {
        return plan.requests() == null || begun.getAndIncrement() < plan.requests();
    }

    private LoadListener.State state(long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        LoadRecorder.Counts counts = recorder.counts();
        Duration duration = plan.duration();
        double share = duration != null
                ? seconds * 1e9 / duration.toNanos()
                : (double) counts.ended() / (plan.requests() == null ? 1 : plan.requests());
        return new LoadListener.State(
                Math.min(1, share),
                seconds,
                counts,
                recorder.tokens(),
                engine.active().getAsInt(),
                engine.waiting().getAsInt());
    }

    /** Failed requests are counted; what else ends a caller is a defect of this program, or there was no memory. */
    private static void requireNoDefect(List<Future<?>> callers) throws InterruptedException {
        for (Future<?> caller : callers) {
            try {
                caller.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a caller has ended with an error", e.getCause());
            }
        }
    }
}
