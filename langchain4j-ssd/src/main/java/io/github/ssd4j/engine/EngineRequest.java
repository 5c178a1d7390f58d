package io.github.ssd4j.engine;

import io.github.ssd4j.speculative.AcceptanceHistogram;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.GenerationStats;
import io.github.ssd4j.speculative.Generator;
import io.github.ssd4j.speculative.TextPiece;
import java.time.Duration;
import java.util.List;

/** A prompt that is to be continued, with whoever follows and may stop it. */
public final class EngineRequest implements EngineThread.Job {

    /** Told how a request ended. Exactly one of the methods is called, once. */
    public interface Outcome {

        void answered(GenerationResult result);

        /**
         * The request was stopped before its answer was complete.
         *
         * @param begun whether its turn had come
         * @param written what was written until then, perhaps nothing
         */
        void stopped(Stop.Reason reason, boolean begun, GenerationResult written);

        /** Anything was thrown, by the generator or by the listener of the request. */
        void failed(Throwable failure);
    }

    private final Generator generator;
    private final int[] prompt;
    private final GenerationOptions options;
    private final GenerationListener listener;
    private final Stop stop;
    private final Outcome outcome;

    /** @param listener called on the engine's thread; may end the answer, too */
    public EngineRequest(
            Generator generator,
            int[] prompt,
            GenerationOptions options,
            GenerationListener listener,
            Stop stop,
            Outcome outcome) {
        this.generator = generator;
        this.prompt = prompt;
        this.options = options;
        this.listener = listener;
        this.stop = stop;
        this.outcome = outcome;
    }

    @Override
    public Stop stop() {
        return stop;
    }

    /** A request that was stopped before its turn does not reach the generator: it must not take a KV cache. */
    @Override
    public void run() {
        Stop.Reason early = stop.reason();
        if (early != null) {
            refuse(early);
            return;
        }
        GenerationResult result;
        try {
            result = generator.generate(prompt, options, new Stoppable());
        } catch (Throwable e) {
            outcome.failed(e);
            return;
        }
        Stop.Reason reason = result.finishReason() == FinishReason.CANCELLED ? stop.reason() : null;
        if (reason == null) {
            outcome.answered(result);
        } else {
            outcome.stopped(reason, true, result);
        }
    }

    @Override
    public void refuse(Stop.Reason reason) {
        outcome.stopped(reason, false, nothing());
    }

    private GenerationResult nothing() {
        GenerationStats stats = new GenerationStats(
                prompt.length,
                0,
                0,
                0,
                0,
                0,
                AcceptanceHistogram.EMPTY,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                List.of());
        return new GenerationResult(
                List.of(), "", FinishReason.CANCELLED, stats, options.seed().orElse(0));
    }

    /** The listener, and the stop. */
    private final class Stoppable implements GenerationListener {

        @Override
        public void onText(TextPiece piece) {
            listener.onText(piece);
        }

        @Override
        public boolean isCancelled() {
            return stop.isRequested() || listener.isCancelled();
        }

        @Override
        public void onPrefill(int done, int total) {
            listener.onPrefill(done, total);
        }

        @Override
        public void onRound(Round round) {
            listener.onRound(round);
        }
    }
}
