package io.github.ssd4j.evaluation.load;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdEngineBuilder;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.callers.BuiltInQuestions;
import io.github.ssd4j.evaluation.callers.CallerPrompts;
import io.github.ssd4j.evaluation.callers.Engines;
import io.github.ssd4j.evaluation.callers.PassCounter;
import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.data.Questions;
import io.github.ssd4j.evaluation.load.LoadReport.Subject;
import io.github.ssd4j.evaluation.load.LoadReport.Traffic;
import io.github.ssd4j.evaluation.stream.LibtorchStream;
import io.github.ssd4j.measurement.cli.CommandLineTool;
import io.github.ssd4j.measurement.cli.Interrupts;
import io.github.ssd4j.measurement.cli.Progress;
import io.github.ssd4j.measurement.report.Figures;
import io.github.ssd4j.measurement.report.Machine;
import io.github.ssd4j.measurement.report.Summary;
import io.github.ssd4j.speculative.DrafterKind;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ssd-eval load}: callers with think time against one engine. */
@Command(
        name = "load",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Lets several callers ask one engine for a while, each thinking before its next question, and reports how long they wait "
                    + "for the first token and for each further one, what the engine writes a second for all, and what memory it takes.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went well",
            "1:the measurement failed, or no request was answered",
            "2:the command line is wrong",
            "130:ended by Ctrl-C, the report is of what was there"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ssd-eval load --model SmolLM2-135M-Instruct.Q4_1.gguf",
            "  ssd-eval load --model SmolLM2-135M-Instruct.Q4_1.gguf --callers 32 --think 5s --duration 30m --json load.json",
            "  ssd-eval load --model SmolLM2-135M-Instruct.Q4_1.gguf --think 0s --requests 100 --max-concurrent 1"
        })
public final class LoadCommand implements Callable<Integer> {

    private static final Interrupts.Texts INTERRUPTED = new Interrupts.Texts(
            "Stopping: the report is made of what is there. Ctrl-C again ends at once.", "Ended without a report.");

    /** Steps of the progress line. */
    private static final int STEPS = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private LoadOptions options = new LoadOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLineTool.requireFolderOf(spec, "--json", options.jsonFile);
        DecoderOptions decoderOptions = CommandLineTool.checked(spec, options.engine::decoderOptions);
        CommandLineTool.checked(spec, () -> options.plan(SkipProfile.NONE));
        List<Question> questions = CommandLineTool.checked(spec, this::questions);
        ModelConfig config;
        LoadPlan plan;
        List<int[]> prompts;
        int context;
        // The engine opens the model again; this is what has to be known, and may be wrong, before it is loaded.
        try (Checkpoint checkpoint = Checkpoint.open(options.model)) {
            config = checkpoint.config();
            context = Math.min(options.contextTokens, config.contextTokens());
            plan = options.plan(profile(checkpoint));
            prompts = CallerPrompts.fitting(CallerPrompts.of(questions, checkpoint), context, options.maxTokens);
        }
        PassCounter passes = new PassCounter();
        SsdEngineBuilder builder = Engines.builder(
                        options.model, config, decoderOptions.withContextTokens(context), passes)
                .sharePrefixes(options.sharePrefixes);
        if (options.maxConcurrent != null) {
            builder.maxConcurrent(options.maxConcurrent);
        }
        if (options.maxQueue != null) {
            builder.maxQueue(options.maxQueue);
        }
        try (SsdEngine engine = builder.build()) {
            return measure(engine, plan, prompts, passes);
        }
    }

    private int measure(SsdEngine engine, LoadPlan plan, List<int[]> prompts, PassCounter passes)
            throws IOException, InterruptedException {
        Progress progress = CommandLineTool.progress(spec);
        AtomicBoolean stop = new AtomicBoolean();
        try (Interrupts interrupts = new Interrupts(
                progress,
                INTERRUPTED,
                () -> stop.set(true),
                code -> Runtime.getRuntime().halt(code))) {
            engine.warmUp();
            passes.takeConversationsPerPass();
            Instant started = Instant.now();
            var watched = new LoadRun.Engine(engine::generate, engine::activeRequests, engine::waitingRequests);
            Traffic traffic = new LoadRun(plan, watched, prompts)
                    .run(
                            state -> progress.status(Math.round(state.share() * STEPS), STEPS, line(plan, state)),
                            stop::get);
            progress.clear();
            write(
                    new LoadReport(
                            started,
                            Machine.detect(),
                            subject(engine, plan),
                            plan,
                            questionsInWords(),
                            Summary.of(prompts.stream()
                                    .mapToDouble(prompt -> prompt.length)
                                    .toArray()),
                            traffic,
                            passes.takeConversationsPerPass()),
                    progress);
            if (interrupts.happened()) {
                return Interrupts.EXIT_CODE;
            }
            return traffic.recorder().counts().answered() > 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private List<Question> questions() {
        return options.data.isEmpty()
                ? BuiltInQuestions.list()
                : options.data.stream()
                        .flatMap(file -> Questions.read(file).stream())
                        .toList();
    }

    private String questionsInWords() {
        return options.data.isEmpty()
                ? "built-in questions"
                : "questions of "
                        + String.join(
                                ", ",
                                options.data.stream()
                                        .map(file -> String.valueOf(file.getFileName()))
                                        .toList());
    }

    private SkipProfile profile(Checkpoint checkpoint) {
        return options.profile
                .named(checkpoint.name(), checkpoint.config())
                .orElseGet(() -> options.profile.automatic(checkpoint.name(), checkpoint.config()));
    }

    private static String line(LoadPlan plan, LoadListener.State state) {
        String done = plan.duration() == null
                ? "request " + state.counts().ended() + " of " + plan.requests()
                : Figures.duration(state.seconds()) + " of "
                        + Figures.duration(plan.duration().toMillis() / 1e3);
        return done + ", " + state.counts().answered() + " answered, " + state.active() + " active, " + state.waiting()
                + " waiting, " + Figures.number(state.tokens() / state.seconds()) + " tokens/s";
    }

    private Subject subject(SsdEngine engine, LoadPlan plan) {
        return new Subject(
                engine.modelName(),
                engine.config().parameters(),
                LibtorchStream.engine(),
                engine.device(),
                engine.dtype(),
                engine.linearKernel(),
                engine.exactness().toString(),
                engine.contextTokens(),
                engine.maxConcurrent(),
                engine.maxQueue(),
                options.sharePrefixes,
                DrafterKind.format(plan.options().drafters()) + ", skip profile "
                        + plan.options().profile().name());
    }

    private void write(LoadReport report, Progress progress) throws IOException {
        spec.commandLine().getOut().println();
        spec.commandLine().getOut().print(new LoadText(report).toText());
        spec.commandLine().getOut().flush();
        if (options.jsonFile != null) {
            Files.writeString(options.jsonFile, new LoadJson(report).toJson());
            progress.say("Wrote " + options.jsonFile);
        }
    }
}
