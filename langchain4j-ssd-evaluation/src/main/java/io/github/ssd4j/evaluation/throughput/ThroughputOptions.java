package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.callers.CallerPrompts;
import io.github.ssd4j.evaluation.options.ProfileOptions;
import io.github.ssd4j.evaluation.random.ModelShape;
import io.github.ssd4j.evaluation.random.WeightFormat;
import io.github.ssd4j.measurement.cli.EngineOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code ssd-eval throughput}, as picocli fills them in. */
final class ThroughputOptions {

    private static final List<Integer> DEFAULT_CONTEXTS = List.of(16, 512, 2048);
    private static final int DEFAULT_PREFILL_REPEATS = 3;

    @ArgGroup(exclusive = true, multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli
    Subjects subject;

    @Mixin
    ProfileOptions profiles = new ProfileOptions();

    @Mixin
    ConversationOptions conversations = new ConversationOptions();

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Option(
            names = "--contexts",
            paramLabel = "N",
            split = ",",
            description = "Positions before the pass, as in 16,512,2048, the default, "
                    + "which is cut to what the model has room for.")
    @Nullable
    List<Integer> contexts;

    @Option(
            names = "--verify",
            paramLabel = "K",
            split = ",",
            defaultValue = "1,2,4,8,16",
            description = "Tokens fed to a verify pass: one pending token and K-1 drafts. 1 is plain decoding.")
    List<Integer> verify = List.of();

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "20", description = "Samples of each pass.")
    int repeats;

    @Option(
            names = "--prefill-repeats",
            paramLabel = "N",
            description = "Samples of each prefill, at most --repeats. Default: 3, or --repeats if that is fewer.")
    @Nullable
    Integer prefillRepeats;

    @Option(names = "--warmup", paramLabel = "N", defaultValue = "3", description = "Rounds before the first sample.")
    int warmup;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the random weights and token ids.")
    long seed;

    @Option(
            names = "--stored-dtype",
            paramLabel = "TYPE",
            defaultValue = "bfloat16",
            converter = FormatConverter.class,
            description = "Type of the weights in the files of a random checkpoint: bfloat16, float16, float32.")
    WeightFormat storedFormat = WeightFormat.BF16;

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "Folder the random checkpoint is written into.")
    Path workDirectory = Path.of(".");

    @Option(names = "--keep", description = "Keep the random checkpoint instead of deleting it at the end.")
    boolean keep;

    @Option(
            names = "--stream-mebibytes",
            paramLabel = "N",
            defaultValue = "512",
            description = "Block that the bandwidth is measured with; several times the largest cache.")
    int streamMebibytes;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report with every sample as JSON.")
    @Nullable
    Path jsonFile;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the report as Markdown.")
    @Nullable
    Path markdownFile;

    /** The contexts the user asked for, or those that are measured where there is room. */
    List<Integer> wishedContexts() {
        return contexts == null ? DEFAULT_CONTEXTS : contexts;
    }

    /**
     * The contexts to measure in a model of this many positions: those the user asked for, or the default ones, of which
     * the ones beyond the model's end are replaced by the longest it has room for.
     *
     * @throws IllegalArgumentException when a context that the user asked for does not fit
     */
    List<Integer> contextsWithin(int positions) {
        int longestVerify = Collections.max(verify);
        int longest = positions - longestVerify;
        List<Integer> fitting = new ArrayList<>();
        for (int context : wishedContexts()) {
            if (contexts != null || longest < 1) {
                require(
                        context <= longest,
                        "context %s and a verify pass of %s tokens need %s positions, but the model has: %s; choose "
                                + "other --contexts or --verify",
                        context,
                        longestVerify,
                        context + longestVerify,
                        positions);
            }
            int fitted = Math.min(context, longest);
            if (!fitting.contains(fitted)) {
                fitting.add(fitted);
            }
        }
        return fitting;
    }

    ThroughputPlan plan(List<Integer> measuredContexts, SkipProfile profile) {
        int prefills = prefillRepeats == null ? Math.min(DEFAULT_PREFILL_REPEATS, repeats) : prefillRepeats;
        return new ThroughputPlan(measuredContexts, verify, profile, repeats, prefills, warmup, seed);
    }

    /**
     * How the decoder is loaded for the plan.
     *
     * @throws IllegalArgumentException for an unknown device or dtype
     */
    DecoderOptions decoderOptions(ThroughputPlan plan) {
        return engine.decoderOptions().withContextTokens(plan.positions());
    }

    /** Positions that a random model must have: those of the plan, or those of conversations if these need more. */
    int positions(ThroughputPlan plan) {
        return conversations.wanted()
                ? Math.max(plan.positions(), CallerPrompts.longestRandom() + conversations.answerTokens)
                : plan.positions();
    }

    /**
     * The size of the block that the bandwidth is measured with.
     *
     * @throws IllegalArgumentException when it is too small to be no cache, or does not fit into the Java heap
     */
    long streamBytes() {
        long bytes = streamMebibytes * (1L << 20);
        long heap = Runtime.getRuntime().maxMemory();
        require(streamMebibytes >= 1, "--stream-mebibytes must be at least 1, but is: %s", streamMebibytes);
        require(
                bytes <= heap / 2,
                "--stream-mebibytes must be at most half of the Java heap, %s, but is: %s",
                (heap / 2) >> 20,
                streamMebibytes);
        return bytes;
    }

    private static void require(boolean holds, String format, Object... arguments) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, format, arguments));
        }
    }

    /** What is measured: exactly one of the two. */
    static final class Subjects {

        @Option(
                names = "--model",
                required = true,
                paramLabel = "PATH",
                description = "A model: a directory with config.json, or a .gguf file.")
        @Nullable
        Path model;

        @Option(
                names = "--shape",
                required = true,
                paramLabel = "SHAPE",
                converter = ShapeConverter.class,
                description = {
                    "Random weights in the shape of 135m (SmolLM2), 360m (SmolLM2), 1.1b (TinyLlama), 1.7b (SmolLM2), "
                            + "3b (Llama 3.2) or 7b (Llama 2); sizes can be changed, as in 7b,layers=4, or all given, "
                            + "as in custom,hidden=512,intermediate=1408,layers=8,heads=8,vocab=4096. "
                            + "Keys: hidden, intermediate, layers, heads, kv-heads, head-dim, vocab, context, "
                            + "rope-theta, tied."
                })
        @Nullable
        ModelShape shape;
    }

    static final class ShapeConverter implements ITypeConverter<ModelShape> {

        @Override
        public ModelShape convert(String text) {
            try {
                return ModelShape.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class FormatConverter implements ITypeConverter<WeightFormat> {

        @Override
        public WeightFormat convert(String text) {
            try {
                return WeightFormat.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
