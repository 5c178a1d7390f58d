package io.github.ssd4j.search.cli;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.measurement.cli.CommandLineTool;
import io.github.ssd4j.measurement.cli.Interrupts;
import io.github.ssd4j.measurement.cli.Progress;
import io.github.ssd4j.search.CalibrationPrompts;
import io.github.ssd4j.search.SearchListener;
import io.github.ssd4j.search.SearchPicture;
import io.github.ssd4j.search.SearchReport;
import io.github.ssd4j.search.SkipLayersFile;
import io.github.ssd4j.search.SkipSearch;
import io.github.ssd4j.search.Validation;
import io.github.ssd4j.search.space.SearchStoppedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line {@code ssd-search}: says what it will do, searches, says what was found and saves it if it pays. */
@Command(
        name = "ssd-search",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineTool.Version.class,
        showDefaultValues = true,
        description = {
            "Finds the sub-layers that a model can skip when it drafts, so that speculative decoding is fastest on this "
                    + "machine, measures the best sets by generation and saves the best if it pays.",
            "",
            "Ctrl-C keeps the best so far; a second one ends at once, and the same command goes on later.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:a profile was saved",
            "1:the search failed",
            "2:the command line is wrong",
            "3:no set pays; nothing was saved",
            "130:ended by Ctrl-C; the journal keeps the scores"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ssd-search --model SmolLM2-135M-Instruct.Q4_1.gguf",
            "  ssd-search --model models/Llama-3.2-3B-Instruct --budget 20m \\",
            "      --prompts questions.txt --picture search.png"
        })
public final class SsdSearch implements Callable<Integer> {

    private static final int NOTHING_PAYS = 3;

    private static final Interrupts.Texts INTERRUPTED = new Interrupts.Texts(
            "Stopping: the best sets so far are measured now, then the best is saved if it pays. Ctrl-C again ends at once.",
            "Ended. The journal keeps every score: the same command goes on from there.");

    private final Function<SkipSearch.Builder, Search> searches;
    private final IntConsumer exit;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private SearchOptions options = new SearchOptions();

    /** What can be run and stopped: a {@link SkipSearch}, or what tests take for one. */
    interface Search {

        SearchReport run(SearchListener listener);

        void stop();
    }

    /**
     * The command.
     *
     * @param searches makes the search from its settings
     * @param exit ends the JVM at once
     */
    SsdSearch(Function<SkipSearch.Builder, Search> searches, IntConsumer exit) {
        this.searches = searches;
        this.exit = exit;
    }

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // The picture needs no screen; without this a JVM may look for one.
        System.setProperty("java.awt.headless", "true");
        IntConsumer halt = code -> Runtime.getRuntime().halt(code);
        System.exit(CommandLineTool.of(new SsdSearch(SsdSearch::real, halt)).execute(args));
    }

    static Search real(SkipSearch.Builder settings) {
        SkipSearch search = settings.build();
        return new Search() {
            @Override
            public SearchReport run(SearchListener listener) {
                return search.run(listener);
            }

            @Override
            public void stop() {
                search.stop();
            }
        };
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        Progress progress = CommandLineTool.progress(spec);
        CommandLineTool.requireFolderOf(spec, "--picture", options.picture);
        CommandLineTool.requireFolderOf(spec, "--log", options.log);
        CommandLineTool.requireFolderOf(spec, "--json", options.printsJson() ? null : options.json);
        // What is wrong shows before the model is loaded, not after the search.
        CommandLineTool.checked(spec, () -> options.search(CalibrationPrompts.builtIn()));
        SearchPlan plan = plan();
        if (options.dryRun) {
            command.getOut().print(plan.toText(spec.usageMessage().width()));
            command.getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        progress.say(plan.toText(spec.usageMessage().width()));
        Search search = searches.apply(options.search(plan.prompts()));
        try (SearchLog log = options.log == null ? null : new SearchLog(options.log, plan);
                Interrupts interrupts = new Interrupts(progress, INTERRUPTED, search::stop, exit)) {
            SearchReport report;
            try {
                report = search.run(listeners(progress, log));
            } catch (SearchStoppedException e) {
                progress.say("Nothing saved: " + e.getMessage() + ".");
                return interrupts.happened() ? Interrupts.EXIT_CODE : CommandLine.ExitCode.SOFTWARE;
            }
            progress.clear();
            return finish(report, plan, interrupts.happened(), log, progress);
        }
    }

    private SearchPlan plan() throws IOException {
        CalibrationPrompts prompts = options.promptsFile == null
                ? CalibrationPrompts.builtIn()
                : CalibrationPrompts.load(options.promptsFile);
        try (Checkpoint checkpoint = Checkpoint.open(options.model)) {
            String name = options.name == null ? SearchPlan.defaultName(checkpoint) : options.name;
            boolean replaces = SkipLayersFile.of(options.out).checkWritable(name);
            return new SearchPlan(options, checkpoint.name(), checkpoint.config(), prompts, name, replaces);
        }
    }

    private SearchListener listeners(Progress progress, @Nullable SearchLog log) {
        List<SearchListener> listeners = new ArrayList<>();
        listeners.add(new SearchProgress(progress, options.budget));
        if (log != null) {
            listeners.add(log);
        }
        return new Listeners(listeners);
    }

    private int finish(
            SearchReport report, SearchPlan plan, boolean interrupted, @Nullable SearchLog log, Progress progress)
            throws IOException {
        Optional<Validation> best = report.best();
        boolean saved = best.isPresent()
                && (options.saveAnyway || report.profile(plan.name()).isPresent());
        if (saved) {
            SkipLayersFile.of(options.out).save(plan.name(), report, best.orElseThrow());
        }
        SearchText text = new SearchText(report);
        String verdict =
                saved ? text.saved(best.orElseThrow(), options.model, options.out, plan.name()) : text.notSaved();
        if (log != null) {
            verdict.lines().forEach(log::line);
        }
        // With JSON on standard output, nothing else may be there.
        PrintWriter out = options.printsJson()
                ? spec.commandLine().getErr()
                : spec.commandLine().getOut();
        out.print(text.toText());
        out.println();
        out.print(emphasized(verdict));
        out.flush();
        writeJson(new SearchJson(report).toJson(plan.name(), saved), progress);
        draw(report, progress);
        if (saved) {
            return CommandLine.ExitCode.OK;
        }
        if (best.isPresent()) {
            return NOTHING_PAYS;
        }
        return interrupted ? Interrupts.EXIT_CODE : CommandLine.ExitCode.SOFTWARE;
    }

    /** The first line is what the search was for. */
    private String emphasized(String verdict) {
        int end = verdict.indexOf('\n');
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        return ansi.enabled()
                ? Style.bold.on() + verdict.substring(0, end) + Style.bold.off() + verdict.substring(end)
                : verdict;
    }

    private void writeJson(String json, Progress progress) throws IOException {
        Path file = options.json;
        if (options.printsJson()) {
            spec.commandLine().getOut().print(json);
            spec.commandLine().getOut().flush();
        } else if (file != null) {
            Files.writeString(file, json);
            progress.say("Wrote " + file);
        }
    }

    /** The search is worth more than its picture: that it cannot be drawn is no failure. */
    private void draw(SearchReport report, Progress progress) {
        Path file = options.picture;
        if (file != null && !report.scores().isEmpty()) {
            try {
                new SearchPicture(report).write(file);
                progress.say("Wrote " + file);
            } catch (IOException e) {
                progress.say("Warning: no picture was drawn: " + e.getMessage());
            }
        }
    }
}
