package io.github.ssd4j;

import io.github.ssd4j.engine.EngineRequest;
import io.github.ssd4j.engine.Stop;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.GenerationStats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the engine's listeners how a request ended, then its caller. */
final class ReportedOutcome implements EngineRequest.Outcome {

    private static final Logger log = LoggerFactory.getLogger(SsdEngine.class);

    private final Caller caller;
    private final Refusals refusals;
    private final GenerationOptions options;
    private final Stop stop;
    private final EngineListeners listeners;

    ReportedOutcome(Caller caller, Refusals refusals, GenerationOptions options, Stop stop, EngineListeners listeners) {
        this.caller = caller;
        this.refusals = refusals;
        this.options = options;
        this.stop = stop;
        this.listeners = listeners;
    }

    @Override
    public void answered(GenerationResult result) {
        report(result);
        listeners.onAnswer(result, SsdEngine.profileName(options));
        caller.answered(result);
    }

    @Override
    public void stopped(Stop.Reason reason, boolean begun, GenerationResult written) {
        RuntimeException failure = refusals.of(reason, begun, stop.timeout());
        if (reason.isCallers()) {
            report(written);
            listeners.onAnswer(written, SsdEngine.profileName(options));
        } else {
            listeners.onFailure(failure);
        }
        caller.failed(failure);
    }

    @Override
    public void failed(Throwable failure) {
        listeners.onFailure(Refusals.asException(failure));
        caller.failed(failure);
    }

    private void report(GenerationResult result) {
        if (!log.isDebugEnabled()) {
            return;
        }
        GenerationStats stats = result.stats();
        log.debug(
                "{} answered with {} tokens ({}), prompt of {} tokens ({} reused), first token after {} ms, {} tokens/s, "
                        + "seed {}, skip profile {}, {} rounds, {} drafted, {} accepted: {}",
                refusals.modelName(),
                stats.generatedTokens(),
                result.finishReason(),
                stats.promptTokens(),
                stats.reusedPromptTokens(),
                stats.timeToFirstToken().toMillis(),
                stats.tokensPerSecond().isPresent()
                        ? Math.round(stats.tokensPerSecond().getAsDouble())
                        : "-",
                result.seed(),
                SsdEngine.profileName(options),
                stats.rounds(),
                stats.draftedTokens(),
                stats.acceptedTokens(),
                stats.drafters());
    }
}
