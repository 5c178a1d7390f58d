package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.report.EvaluationText;
import io.github.ssd4j.evaluation.report.ReportFiles;
import io.github.ssd4j.evaluation.result.EvaluationReport;
import io.github.ssd4j.evaluation.run.Analysis;
import io.github.ssd4j.evaluation.run.Answer;
import io.github.ssd4j.evaluation.run.AskedQuestion;
import io.github.ssd4j.evaluation.run.Contestant;
import io.github.ssd4j.evaluation.run.PairedRun;
import io.github.ssd4j.evaluation.run.PairedRun.CostSource;
import io.github.ssd4j.evaluation.run.RunJournal;
import io.github.ssd4j.measurement.cli.CommandLineTool;
import io.github.ssd4j.measurement.cli.Interrupts;
import io.github.ssd4j.measurement.cli.Progress;
import io.github.ssd4j.measurement.io.Sha256;
import io.github.ssd4j.measurement.report.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A run with its journal, its progress and its reports. */
final class ReportedRun {

    private static final Interrupts.Texts INTERRUPTED = new Interrupts.Texts(
            "Stopping after this question: the reports are made of what is there. Ctrl-C again ends at once.",
            "Ended. The journal keeps every answer: the same command goes on from there.");

    private final CommandSpec spec;
    private final RunOptions options;
    private final Conditions conditions;
    private final Progress progress;

    ReportedRun(CommandSpec spec, RunOptions options, Conditions conditions) {
        this.spec = spec;
        this.options = options;
        this.conditions = conditions;
        progress = CommandLineTool.progress(spec);
    }

    /**
     * Asks, analyses and writes.
     *
     * @param unseeded answers are sampled without the seed of the options
     * @return the exit code
     */
    int execute(Task task, List<Contestant> contestants, CostSource costs, boolean unseeded) throws IOException {
        Path folder = folder(task);
        conditions
                .add("machine", Machine.detect().describe())
                .compare("prompts", fingerprint(task))
                .add("questions", task.questions().size() + questionsOf(task))
                .add("answers", "up to " + options.maxTokens + " tokens")
                .compare("samples", task.samples())
                .add("runs", options.repeats == 1 ? "one of each answer" : "the fastest of " + options.repeats)
                .add("seed", options.seed)
                .show("date", LocalDate.now(ZoneId.systemDefault()));
        AtomicBoolean stop = new AtomicBoolean();
        try (RunJournal journal = new RunJournal(folder.resolve("journal.jsonl"), conditions.compared());
                Interrupts interrupts = new Interrupts(
                        progress,
                        INTERRUPTED,
                        () -> stop.set(true),
                        code -> Runtime.getRuntime().halt(code))) {
            if (options.fresh) {
                journal.beginAnew();
            } else if (!journal.isEmpty()) {
                progress.say("Going on from " + folder.resolve("journal.jsonl") + "; --fresh begins anew.");
            }
            RunProgress shown = new RunProgress(
                    progress,
                    task.questions().size() * task.samples(),
                    contestants.get(1).name());
            PairedRun.Settings settings =
                    new PairedRun.Settings(task.samples(), options.repeats, options.warmUps, options.seed, costs);
            List<AskedQuestion> asked = new PairedRun(contestants, task.prompts(), settings, journal, shown, stop::get)
                    .ask(task.questions());
            progress.clear();
            report(task, contestants, asked, journal, unseeded, folder);
            return interrupts.happened() ? Interrupts.EXIT_CODE : CommandLine.ExitCode.OK;
        }
    }

    private Path folder(Task task) throws IOException {
        Path folder = options.out == null ? Path.of("ssd-eval", task.name()) : options.out;
        try {
            return Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("--out must be a folder, but is a file: " + folder, e);
        } catch (IOException e) {
            throw new IOException("the folder for the reports cannot be made: " + folder + " (" + e + ")", e);
        }
    }

    /** Of all that is asked: the same questions with other examples before them are another run. */
    private static String fingerprint(Task task) {
        StringBuilder prompts = new StringBuilder();
        for (Question question : task.questions()) {
            prompts.append(question).append(task.prompts().conversation(question, List.of()));
        }
        return Sha256.of(prompts.toString().getBytes(StandardCharsets.UTF_8));
    }

    private String questionsOf(Task task) {
        String names = options.data.stream()
                .map(file -> String.valueOf(file.getFileName()))
                .collect(Collectors.joining(", "));
        String first = options.limit == null ? "" : ", the first " + options.limit + " of each category";
        String samples = task.samples() == 1 ? "" : ", " + task.samples() + " answers each";
        return " of " + names + first + samples;
    }

    private void report(
            Task task,
            List<Contestant> contestants,
            List<AskedQuestion> asked,
            RunJournal journal,
            boolean unseeded,
            Path folder)
            throws IOException {
        if (asked.stream().allMatch(question -> question.turns().isEmpty())) {
            throw new IllegalArgumentException("no question was answered, so there is nothing to report");
        }
        List<String> names = contestants.stream().map(Contestant::name).toList();
        Analysis analysis = new Analysis(names, asked, journal.costs(), unseeded);
        EvaluationReport report = new EvaluationReport(
                task.name(),
                conditions.shown(),
                names,
                analysis.sections(),
                task.judge().judge(asked, names.size()),
                analysis.answers(),
                notes(task, asked));
        spec.commandLine().getOut().println();
        spec.commandLine().getOut().print(new EvaluationText(report).toText());
        spec.commandLine().getOut().flush();
        for (Path file : ReportFiles.write(report, folder)) {
            progress.say("Wrote " + file);
        }
    }

    private static boolean tellsNoRounds(List<Answer> answers) {
        return answers.stream().anyMatch(answer -> answer.rounds() == null);
    }

    private static List<String> notes(Task task, List<AskedQuestion> asked) {
        List<String> notes = new ArrayList<>();
        List<String> leftOut = asked.stream()
                .flatMap(question -> Stream.ofNullable(question.leftOut()))
                .toList();
        if (!leftOut.isEmpty()) {
            notes.add("%d of %d questions %s: %s."
                    .formatted(
                            leftOut.size(),
                            asked.size(),
                            leftOut.size() == 1 ? "was left out" : "were left out, the first of them because",
                            leftOut.get(0)));
        }
        if (asked.stream().flatMap(question -> question.turns().stream()).anyMatch(ReportedRun::tellsNoRounds)) {
            notes.add(
                    "Times are those of whole calls: these models do not tell the reading of a prompt apart. Tokens are as "
                            + "each model counts its own.");
        }
        int total = task.questions().size() * task.samples();
        if (asked.size() < total) {
            notes.add("The run was stopped: " + asked.size() + " of " + total + " answers are there.");
        }
        return notes;
    }
}
