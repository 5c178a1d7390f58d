package io.github.ssd4j.spring;

import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdEngineListener;
import io.github.ssd4j.speculative.BatchGenerator;
import io.github.ssd4j.speculative.DrafterStats;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.GenerationStats;
import io.github.ssd4j.speculative.KvCacheTooSmallException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;

/**
 * The engine's meters: {@code ssd.tokens}, {@code ssd.acceptance.rate}, {@code ssd.tokens.per.second}, {@code
 * ssd.time.to.first.token}, {@code ssd.draft.time}, {@code ssd.requests.active}, {@code ssd.queue.depth}, {@code ssd.cancelled}, {@code
 * ssd.failed}, and those of {@link PassMeters}. An engine of the application's own has to be built with this as a listener.
 */
final class SsdMetrics implements MeterBinder, SsdEngineListener {

    private static final String PROFILE = "skip.profile";
    private static final String DRAFTER = "drafter";

    /** The tag's value for tokens that no drafter has to do with: all meters of a name must have the same tags. */
    private static final String NO_DRAFTER = "none";

    private final LoadedEngine engine;
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private final List<PassMeters> passMeters = new CopyOnWriteArrayList<>();

    SsdMetrics(LoadedEngine engine) {
        this.engine = engine;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "ssd.requests.active", "Requests that are being answered", SsdEngine::activeRequests);
        gauge(registry, "ssd.queue.depth", "Requests that wait for the model", SsdEngine::waitingRequests);
        cancelled(registry);
        passMeters.add(PassMeters.register(registry));
        registries.add(registry);
    }

    /** 0 until the engine is loaded. */
    private void gauge(MeterRegistry registry, String name, String description, ToIntFunction<SsdEngine> count) {
        Gauge.builder(name, engine, it -> it.get().map(count::applyAsInt).orElse(0))
                .description(description)
                .register(registry);
    }

    @Override
    public void onPass(BatchGenerator.Pass pass) {
        for (PassMeters meters : passMeters) {
            meters.record(pass);
        }
    }

    @Override
    public void onAnswer(GenerationResult result, String skipProfile) {
        for (MeterRegistry registry : registries) {
            // A request that was cancelled before its turn has read and written nothing.
            if (result.stats().rounds() > 0) {
                record(registry, result.stats(), skipProfile);
            }
            if (result.finishReason() == FinishReason.CANCELLED) {
                cancelled(registry).increment();
            }
        }
    }

    @Override
    public void onFailure(RuntimeException failure) {
        for (MeterRegistry registry : registries) {
            Counter.builder("ssd.failed")
                    .description("Requests that were refused or failed")
                    .tag("reason", reason(failure))
                    .register(registry)
                    .increment();
        }
    }

    private static void record(MeterRegistry registry, GenerationStats stats, String profile) {
        tokens(registry, "prompt", profile, NO_DRAFTER, stats.promptTokens());
        tokens(registry, "reused", profile, NO_DRAFTER, stats.reusedPromptTokens());
        tokens(registry, "generated", profile, NO_DRAFTER, stats.generatedTokens());
        stats.drafters().forEach(drafter -> record(registry, drafter, profile));
        stats.acceptanceRate()
                .ifPresent(rate -> DistributionSummary.builder("ssd.acceptance.rate")
                        .description("Accepted of the drafted tokens of an answer, 0 to 1")
                        .tag(PROFILE, profile)
                        .register(registry)
                        .record(rate));
        stats.tokensPerSecond()
                .ifPresent(speed -> DistributionSummary.builder("ssd.tokens.per.second")
                        .description("Decoding speed of an answer")
                        .tag(PROFILE, profile)
                        .register(registry)
                        .record(speed));
        Timer.builder("ssd.time.to.first.token")
                .description("Time from the start of an answer to its first text")
                .register(registry)
                .record(stats.timeToFirstToken());
    }

    private static void record(MeterRegistry registry, DrafterStats drafter, String profile) {
        tokens(registry, "drafted", profile, drafter.name(), drafter.draftedTokens());
        tokens(registry, "accepted", profile, drafter.name(), drafter.acceptedTokens());
        Timer.builder("ssd.draft.time")
                .description("Time that a drafter took in an answer")
                .tag(DRAFTER, drafter.name())
                .register(registry)
                .record(drafter.time());
    }

    private static void tokens(MeterRegistry registry, String type, String profile, String drafter, int count) {
        Counter.builder("ssd.tokens")
                .description("Tokens of prompts, of these reused from earlier turns; of answers; drafted; accepted")
                .tag("type", type)
                .tag(PROFILE, profile)
                .tag(DRAFTER, drafter)
                .register(registry)
                .increment(count);
    }

    private static Counter cancelled(MeterRegistry registry) {
        return Counter.builder("ssd.cancelled")
                .description("Answers that were cancelled")
                .register(registry);
    }

    private static String reason(RuntimeException failure) {
        if (failure instanceof RateLimitException) {
            return "queue-full";
        }
        if (failure instanceof TimeoutException) {
            return "timeout";
        }
        if (failure instanceof KvCacheTooSmallException) {
            return "kv-cache-too-small";
        }
        return failure instanceof IllegalStateException ? "closed" : "error";
    }
}
