package io.github.ssd4j.engine;

import io.github.ssd4j.speculative.AcceptanceHistogram;
import io.github.ssd4j.speculative.BatchGenerator;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.GenerationStats;
import io.github.ssd4j.speculative.TextPiece;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A prompt that is to be continued, with whoever follows and may stop it. */
public final class EngineRequest implements Task.Job {

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

    private static final Logger log = LoggerFactory.getLogger(EngineThread.class);

    private final int[] prompt;
    private final GenerationOptions options;
    private final GenerationListener listener;
    private final Stop stop;
    private final Outcome outcome;

    /** Whether it has begun and its outcome was told. Only the engine's thread uses it. */
    private boolean over;

    /** @param listener called on the engine's thread; may end the answer, too */
    public EngineRequest(
            int[] prompt, GenerationOptions options, GenerationListener listener, Stop stop, Outcome outcome) {
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

    @Override
    public boolean hasRoom(ActiveRequests active) {
        return active.hasRoom(this);
    }

    @Override
    public void run(ActiveRequests active) {
        active.begin(this);
    }

    @Override
    public void refuse(Stop.Reason reason) {
        outcome.stopped(reason, false, nothing());
    }

    boolean hasRoom(BatchGenerator generator) {
        return generator.hasRoom(prompt, options);
    }

    /** Begins the answer. */
    void begin(BatchGenerator generator, ActiveRequests active) {
        generator.begin(prompt, options, new Stoppable(), new BatchGenerator.Outcome() {
            @Override
            public void ended(GenerationResult result) {
                end(active, () -> answered(result));
            }

            @Override
            public void failed(Throwable failure) {
                fail(active, failure);
            }
        });
    }

    /** Ends the request, which the generator has not ended. */
    void fail(ActiveRequests active, Throwable failure) {
        end(active, () -> outcome.failed(failure));
    }

    /** Once, whatever the generator says later. Throws nothing: the answers of others go on. */
    private void end(ActiveRequests active, Runnable telling) {
        if (over) {
            return;
        }
        over = true;
        active.remove(this);
        try {
            telling.run();
        } catch (Throwable e) {
            log.error("a request has ended and could not tell anyone", e);
        }
    }

    private void answered(GenerationResult result) {
        Stop.Reason reason = result.finishReason() == FinishReason.CANCELLED ? stop.reason() : null;
        if (reason == null) {
            outcome.answered(result);
        } else {
            outcome.stopped(reason, true, result);
        }
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

    /** The listener, and the stop. Once the request is over, the listener is told no more. */
    private final class Stoppable implements GenerationListener {

        @Override
        public void onText(TextPiece piece) {
            if (!over) {
                listener.onText(piece);
            }
        }

        @Override
        public boolean isCancelled() {
            return over || stop.isRequested() || listener.isCancelled();
        }

        @Override
        public void onPrefill(int done, int total) {
            if (!over) {
                listener.onPrefill(done, total);
            }
        }

        @Override
        public void onRound(Round round) {
            if (!over) {
                listener.onRound(round);
            }
        }
    }
}
