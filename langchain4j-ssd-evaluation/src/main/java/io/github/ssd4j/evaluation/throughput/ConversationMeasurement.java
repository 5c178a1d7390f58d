package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.callers.BuiltInQuestions;
import io.github.ssd4j.evaluation.callers.CallerPrompts;
import io.github.ssd4j.evaluation.callers.Engines;
import io.github.ssd4j.evaluation.callers.PassCounter;
import io.github.ssd4j.measurement.report.Summary;
import java.nio.file.Path;
import java.util.List;

/** Conversations with the model of a throughput measurement, on an engine of their own. */
final class ConversationMeasurement {

    private final Path model;
    private final ModelConfig config;
    private final ConversationPlan plan;
    private final List<int[]> prompts;

    /**
     * Prepares what will be asked, before anything is measured.
     *
     * @throws IllegalArgumentException if no prompt leaves room for an answer, or the profile does not fit the model
     */
    ConversationMeasurement(ThroughputOptions options, Source source) {
        model = source.path();
        config = source.checkpoint().config();
        plan = options.conversations.plan(profile(options, source), options.repeats, options.seed);
        prompts = CallerPrompts.fitting(
                source.isRandom()
                        ? CallerPrompts.random(config.vocabSize(), plan.seed())
                        : CallerPrompts.of(BuiltInQuestions.list(), source.checkpoint()),
                config.contextTokens(),
                plan.answerTokens());
    }

    /** Unlike the single draft step, conversations draft with a profile only if there is one for the model. */
    private static SkipProfile profile(ThroughputOptions options, Source source) {
        ModelConfig config = source.checkpoint().config();
        return options.profiles
                .named(source.model(), config)
                .orElseGet(() ->
                        source.isRandom() ? SkipProfile.NONE : options.profiles.automatic(source.model(), config));
    }

    /** Loads an engine and asks it. No prompt is shared between conversations, so repeats read their prompts like the first. */
    ConversationReport run(DecoderOptions decoderOptions, ThroughputListener listener) {
        Summary lengths =
                Summary.of(prompts.stream().mapToDouble(prompt -> prompt.length).toArray());
        PassCounter passes = new PassCounter();
        int positions = (int) lengths.max() + plan.answerTokens();
        try (SsdEngine engine = Engines.builder(model, config, decoderOptions.withContextTokens(positions), passes)
                .maxConcurrent(plan.mostConversations())
                .maxQueue(plan.mostConversations())
                .sharePrefixes(false)
                .build()) {
            var benchmark = new ConversationBenchmark(engine::generate, prompts, plan, passes, System::nanoTime);
            return new ConversationReport(plan, lengths, benchmark.run(listener).rows());
        }
    }
}
