package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.random.ModelShape;
import io.github.ssd4j.evaluation.stream.LibtorchStream;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
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
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all went well", "1:the measurement failed", "2:the command line is wrong"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ssd-eval throughput --shape 135m",
            "  ssd-eval throughput --shape 7b,layers=4 --dtype bfloat16 --contexts 512 --repeats 10",
            "  ssd-eval throughput --model SmolLM2-135M-Instruct.Q4_1.gguf --json report.json --markdown report.md"
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
        Progress progress = new Progress(spec.commandLine().getErr(), Ansi.AUTO.enabled());
        requireFolderOf("--json", options.jsonFile);
        requireFolderOf("--markdown", options.markdownFile);
        // The numbers are checked before gigabytes are written.
        ThroughputPlan wish = checked(() -> options.plan(options.wishedContexts(), SkipProfile.NONE));
        checked(() -> options.decoderOptions(wish));
        long streamBytes = checked(options::streamBytes);
        try (Source source = openSource(wish.positions(), progress)) {
            ThroughputReport report = measure(source, streamBytes, progress);
            ReportText text = new ReportText(report);
            out.println();
            out.print(text.toText());
            out.flush();
            write(options.jsonFile, new ReportJson(report).toJson(), progress);
            write(options.markdownFile, text.toMarkdown(), progress);
        }
        return 0;
    }

    private Source openSource(int positions, Progress progress) throws IOException {
        if (options.subject.model != null) {
            return Source.open(options.subject.model);
        }
        ModelShape shape = Objects.requireNonNull(options.subject.shape);
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
            return new ThroughputBenchmark(decoder, subject, plan, streamBytes).run(progress);
        }
    }

    private static Subject subject(Source source, Decoder decoder, double loadSeconds) {
        return new Subject(
                source.model(),
                source.origin(),
                source.parameters(),
                LibtorchStream.engine(),
                decoder.device(),
                decoder.dtype(),
                decoder.contextTokens(),
                loadSeconds,
                decoder.weightBytes());
    }

    private <T> T checked(Supplier<T> option) {
        try {
            return option.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Found out before the measurement: a report that cannot be written would be a measurement lost. */
    private void requireFolderOf(String option, @Nullable Path file) {
        if (file != null && (Files.isDirectory(file) || !Files.isDirectory(folderOf(file)))) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be a file in an existing folder, but is: " + file);
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private static void write(@Nullable Path file, String text, Progress progress) throws IOException {
        if (file != null) {
            Files.writeString(file, text);
            progress.say("Wrote " + file);
        }
    }
}
