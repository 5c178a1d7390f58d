package io.github.ssd4j.evaluation.load;

import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.options.ProfileOptions;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.measurement.cli.EngineOptions;
import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.GenerationOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code ssd-eval load}, as picocli fills them in. */
final class LoadOptions {

    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(60);

    @Option(
            names = "--model",
            required = true,
            paramLabel = "PATH",
            description = "A model: a directory with config.json, or a .gguf file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    Path model;

    @Mixin
    EngineOptions engine = new EngineOptions();

    @Option(
            names = "--context-tokens",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Most tokens of prompt and answer, if the model has so many.")
    int contextTokens;

    @Mixin
    ProfileOptions profile = new ProfileOptions();

    @Option(
            names = "--drafters",
            paramLabel = "NAMES",
            defaultValue = "look-up,skip",
            description = "Who may draft: look-up and skip, with a comma between them, or none.")
    private String drafters = "";

    @Option(
            names = "--max-concurrent",
            paramLabel = "N",
            description =
                    "How many requests the engine answers at once. Default: what the engine takes for this machine.")
    @Nullable
    Integer maxConcurrent;

    @Option(
            names = "--max-queue",
            paramLabel = "N",
            description = "How many requests may wait; more are refused. Default: that of the engine.")
    @Nullable
    Integer maxQueue;

    @Option(
            names = "--share-prefixes",
            description =
                    "Let prompts reuse what others that begin alike have left. Questions are asked again and again here, so "
                            + "first tokens come sooner than on a real server.")
    boolean sharePrefixes;

    @Option(names = "--callers", paramLabel = "N", defaultValue = "8", description = "How many ask.")
    private int callers;

    @Option(
            names = "--think",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = TimeConverter.class,
            description =
                    "Mean time that a caller thinks before each question, exponentially distributed: 500ms, 2s, 0s for none.")
    private Duration think = Duration.ZERO;

    @ArgGroup(exclusive = true)
    private @Nullable End end;

    @Option(
            names = "--data",
            split = ",",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Questions, a JSON object a line, as for spec-bench; the first turn of each is asked. Default: those that "
                            + "come with this program.")
    List<Path> data = List.of();

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "The longest answer, in tokens.")
    int maxTokens;

    @Option(names = "--temperature", paramLabel = "T", defaultValue = "0", description = "0 is greedy decoding.")
    private double temperature;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of think times, of the order of questions and of sampling.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON.")
    @Nullable
    Path jsonFile;

    /** When it ends: one of the two. */
    static final class End {

        @Option(
                names = "--duration",
                required = true,
                paramLabel = "TIME",
                converter = TimeConverter.class,
                description = "How long callers ask; answers that have begun are written to their end. Default: 60s.")
        @Nullable
        Duration duration;

        @Option(
                names = "--requests",
                required = true,
                paramLabel = "N",
                description = "End after so many requests instead.")
        @Nullable
        Integer requests;
    }

    /**
     * What callers do.
     *
     * @throws IllegalArgumentException if a number is out of range or a drafter unknown
     */
    LoadPlan plan(SkipProfile skipProfile) {
        Ensure.positive(contextTokens, "--context-tokens");
        if (maxConcurrent != null) {
            Ensure.positive(maxConcurrent, "--max-concurrent");
        }
        if (maxQueue != null) {
            Ensure.positive(maxQueue, "--max-queue");
        }
        GenerationOptions options = GenerationOptions.builder()
                .maxTokens(maxTokens)
                .sampling(SamplingOptions.builder().temperature(temperature).build())
                .profile(skipProfile)
                .drafters(DrafterKind.parse(drafters))
                .build();
        return new LoadPlan(
                callers,
                think,
                end == null ? DEFAULT_DURATION : end.duration,
                end == null ? null : end.requests,
                seed,
                options);
    }
}
