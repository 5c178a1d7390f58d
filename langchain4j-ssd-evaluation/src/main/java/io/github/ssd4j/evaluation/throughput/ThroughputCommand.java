package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.random.ModelShape;
import io.github.ssd4j.evaluation.stream.LibtorchStream;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Subject;
import io.github.ssd4j.measurement.cli.CommandLineTool;
import io.github.ssd4j.measurement.cli.Progress;
import io.github.ssd4j.measurement.report.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ssd-eval throughput}: loads the model, runs {@link ThroughputBenchmark}, writes the reports. */
@Command(
        name = "throughput",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Measures plain decoding, verification of several tokens, a draft step and prefill at several context "
                    + "lengths, and in the same rounds the bandwidth at which this machine reads memory.",
            "",
            "A decoder reads all its weights for every token, so the share of that bandwidth says how good a figure "
                    + "is on this machine.",
            "",
            "Without --profile and --skip-*, a draft step of a real model skips what its profile says; of random weights, and "
                    + "where there is no profile, attention and MLP of every second layer but the last.",
            "",
            "With --conversations it measures after that how fast one engine answers several callers at once.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all went well", "1:the measurement failed", "2:the command line is wrong"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ssd-eval throughput --shape 135m",
            "  ssd-eval throughput --shape 7b,layers=4 --dtype bfloat16 --contexts 512 --repeats 10",
            "  ssd-eval throughput --model SmolLM2-135M-Instruct.Q4_1.gguf --json report.json --markdown report.md",
            "  ssd-eval throughput --shape 1.1b --conversations 1,2,4,8,16 --contexts 16 --repeats 5"
        })
public final class ThroughputCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private ThroughputOptions options = new ThroughputOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = CommandLineTool.progress(spec);
        CommandLineTool.requireFolderOf(spec, "--json", options.jsonFile);
        CommandLineTool.requireFolderOf(spec, "--markdown", options.markdownFile);
        // What can be wrong is checked before gigabytes are written.
        ThroughputPlan wish =
                CommandLineTool.checked(spec, () -> options.plan(options.wishedContexts(), SkipProfile.NONE));
        DecoderOptions decoderOptions = CommandLineTool.checked(spec, () -> options.decoderOptions(wish));
        CommandLineTool.checked(
                spec, () -> options.conversations.plan(SkipProfile.NONE, options.repeats, options.seed));
        long streamBytes = CommandLineTool.checked(spec, options::streamBytes);
        try (Source source = openSource(decoderOptions, options.positions(wish), progress)) {
            ConversationMeasurement conversations =
                    options.conversations.wanted() ? new ConversationMeasurement(options, source) : null;
            ThroughputReport report = measure(source, streamBytes, progress);
            if (conversations != null) {
                report = report.with(conversations.run(
                        decoderOptions,
                        (done, total, left) ->
                                progress.show(done, total, "conversations, run " + done + " of " + total)));
            }
            ReportText text = new ReportText(report);
            out.println();
            out.print(text.toText());
            out.flush();
            write(options.jsonFile, new ReportJson(report).toJson(), progress);
            write(options.markdownFile, text.toMarkdown(), progress);
        }
        return 0;
    }

    private Source openSource(DecoderOptions decoderOptions, int positions, Progress progress) throws IOException {
        if (options.subject.model != null) {
            return Source.open(options.subject.model);
        }
        ModelShape shape = Objects.requireNonNull(options.subject.shape);
        decoderOptions.requireUsable(shape.parameters());
        if (positions > shape.context()) {
            progress.say("The shape's context of " + shape.context() + " positions is raised to " + positions
                    + " for this measurement.");
        }
        return Source.write(
                shape.withContextOfAtLeast(positions),
                options.storedFormat,
                options.seed,
                options.workDirectory,
                options.keep,
                progress);
    }

    private ThroughputReport measure(Source source, long streamBytes, Progress progress) {
        ModelConfig config = source.checkpoint().config();
        List<Integer> contexts = options.contextsWithin(config.contextTokens());
        SkipProfile profile = DraftProfiles.choose(options, source);
        ThroughputPlan plan = options.plan(contexts, profile);
        if (!contexts.equals(options.wishedContexts())) {
            progress.say("The model has room for " + config.contextTokens() + " positions: measuring at contexts "
                    + plan.contexts() + ".");
        }
        long start = System.nanoTime();
        try (Decoder decoder = Decoder.load(source.checkpoint(), options.decoderOptions(plan))) {
            double loadSeconds = (System.nanoTime() - start) / 1e9;
            Subject subject = subject(source, decoder, loadSeconds);
            return new ThroughputBenchmark(decoder, subject, plan, streamBytes)
                    .run((done, total, secondsLeft) -> progress.show(done, total, passes(done, total, secondsLeft)));
        }
    }

    private static String passes(int done, int total, OptionalDouble secondsLeft) {
        String left = secondsLeft.isPresent() ? ", about " + Figures.duration(secondsLeft.getAsDouble()) + " left" : "";
        return "pass " + done + " of " + total + left;
    }

    private static Subject subject(Source source, Decoder decoder, double loadSeconds) {
        return new Subject(
                source.model(),
                source.origin(),
                source.parameters(),
                LibtorchStream.engine(),
                decoder.device(),
                decoder.dtype(),
                decoder.linearKernel(),
                decoder.exactness().toString(),
                decoder.contextTokens(),
                loadSeconds,
                decoder.weightBytes());
    }

    private static void write(@Nullable Path file, String text, Progress progress) throws IOException {
        if (file != null) {
            Files.writeString(file, text);
            progress.say("Wrote " + file);
        }
    }
}
