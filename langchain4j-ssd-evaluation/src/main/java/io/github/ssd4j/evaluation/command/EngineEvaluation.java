package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.command.EngineRunOptions.PromptStyle;
import io.github.ssd4j.evaluation.options.PolicyParser.NamedPolicy;
import io.github.ssd4j.evaluation.run.EngineContestant;
import io.github.ssd4j.evaluation.run.PairedRun.CostSource;
import io.github.ssd4j.evaluation.stream.LibtorchStream;
import io.github.ssd4j.measurement.cli.CommandLineTool;
import io.github.ssd4j.measurement.io.ModelFiles;
import io.github.ssd4j.measurement.report.Figures;
import io.github.ssd4j.measurement.speed.CostMeter;
import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.GenerationOptions;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** Plain decoding against speculative decoding of the same model, with one policy or several. */
final class EngineEvaluation {

    private static final String PLAIN = "plain";

    private static final double COST_SECONDS = 4;

    private final CommandSpec spec;
    private final EngineRunOptions options;
    private final RunOptions run;

    EngineEvaluation(CommandSpec spec, EngineRunOptions options, RunOptions run) {
        this.spec = spec;
        this.options = options;
        this.run = run;
    }

    /**
     * Runs a task and writes its reports.
     *
     * @param taskOf makes it, given whether prompts are raw texts
     * @param conditions of the task
     * @return the exit code
     */
    int execute(Function<Boolean, Task> taskOf, Conditions conditions) throws IOException {
        // What is wrong shows before the model is loaded.
        SamplingOptions sampling = CommandLineTool.checked(spec, options::sampling);
        CommandLineTool.checked(spec, options::drafters);
        DecoderOptions decoderOptions = CommandLineTool.checked(spec, options.engine::decoderOptions);
        try (Checkpoint checkpoint = Checkpoint.open(options.model)) {
            SkipProfile profile = profile(checkpoint);
            Optional<ChatTemplate> template =
                    checkpoint.chatTemplate().map(source -> ChatTemplate.of(source, checkpoint.tokenizer()));
            boolean raw = options.style == PromptStyle.RAW || (options.style == PromptStyle.AUTO && template.isEmpty());
            Task task = taskOf.apply(raw);
            int context = Math.min(options.contextTokens, checkpoint.config().contextTokens());
            try (Decoder decoder = Decoder.load(checkpoint, decoderOptions.withContextTokens(context));
                    Contestants contestants = new Contestants()) {
                describe(conditions, checkpoint, decoder, profile, raw);
                ways(task, sampling, profile)
                        .forEach((name, way) -> contestants.add(
                                new EngineContestant(name, decoder, checkpoint.tokenizer(), template, way)));
                // All of them sample with the seed of the run, so drafts must not change an answer.
                return new ReportedRun(spec, run, conditions)
                        .execute(task, contestants.list(), costs(decoder, sampling, profile), false);
            }
        }
    }

    /** Plain decoding, then the policies, by their names. */
    private Map<String, GenerationOptions> ways(Task task, SamplingOptions sampling, SkipProfile profile) {
        Map<String, GenerationOptions> ways = new LinkedHashMap<>();
        GenerationOptions plain = GenerationOptions.builder()
                .maxTokens(run.maxTokens)
                .sampling(sampling)
                .stopStrings(task.stopStrings())
                .speculative(false)
                .build();
        ways.put(PLAIN, plain);
        for (NamedPolicy policy : options.policies) {
            ways.put(
                    policy.name(),
                    plain.toBuilder()
                            .speculative(true)
                            .profile(profile)
                            .draftPolicy(policy.policy())
                            .drafters(options.drafters())
                            .build());
        }
        return ways;
    }

    private SkipProfile profile(Checkpoint checkpoint) {
        String model = checkpoint.name();
        return options.profile
                .named(model, checkpoint.config())
                .orElseGet(() -> options.profile.automatic(model, checkpoint.config()));
    }

    private void describe(
            Conditions conditions, Checkpoint checkpoint, Decoder decoder, SkipProfile profile, boolean raw) {
        conditions
                .add(
                        "model",
                        checkpoint.name() + ", "
                                + Figures.count(checkpoint.config().parameters()) + " parameters")
                .compare("model files", ModelFiles.describe(checkpoint))
                .add("dtype", decoder.dtype())
                .add("linear kernel", decoder.linearKernel())
                .add("exactness", decoder.exactness().toString())
                .add("device", decoder.device())
                .add(
                        "engine",
                        "langchain4j-ssd "
                                + Optional.ofNullable(
                                                SsdEngine.class.getPackage().getImplementationVersion())
                                        .orElse("(development build)")
                                + ", " + LibtorchStream.engine())
                .add("context", decoder.contextTokens() + " tokens at most")
                .add(
                        "drafts skip",
                        profile.isEmpty()
                                ? "nothing"
                                : "attention " + profile.attention() + ", MLP " + profile.mlp() + " (" + profile.name()
                                        + ")")
                .add("drafters", DrafterKind.format(options.drafters()))
                .add("policies", String.join(", ", names(options.policies)))
                .add("prompts", raw ? "raw text" : "chat template")
                .add("sampling", options.temperature == 0 ? "greedy" : "temperature " + options.temperature);
    }

    private static List<String> names(Collection<NamedPolicy> policies) {
        return policies.stream().map(NamedPolicy::name).toList();
    }

    /** Each policy drafts with the same profile, so one draft step stands for all. */
    private CostSource costs(Decoder decoder, SamplingOptions sampling, SkipProfile profile) {
        int longest = options.policies.stream()
                .mapToInt(NamedPolicy::maxDraftTokens)
                .max()
                .orElse(1);
        return context -> {
            int longestRound = Math.min(longest, decoder.contextTokens() - context - 1);
            try (CostMeter meter = new CostMeter(decoder, sampling, context, longestRound)) {
                return Optional.of(meter.measure(List.of(profile), COST_SECONDS, () -> false));
            }
        };
    }
}
