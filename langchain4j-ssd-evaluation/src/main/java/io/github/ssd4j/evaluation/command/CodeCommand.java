package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.code.CodeProblem;
import io.github.ssd4j.evaluation.code.CodeProblems;
import io.github.ssd4j.evaluation.code.Limits;
import io.github.ssd4j.evaluation.code.ProgramRunner;
import io.github.ssd4j.evaluation.code.Programs;
import io.github.ssd4j.evaluation.command.Task.Judge;
import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.data.Questions;
import io.github.ssd4j.evaluation.data.Shots;
import io.github.ssd4j.evaluation.prompt.Prompts;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.measurement.cli.CommandLineTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ssd-eval code}: functions of Python are written; speed, and pass@k where they may be executed. */
@Command(
        name = "code",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Lets the model write functions of Python, and compares speculative with plain decoding: speed, and with "
                    + "--execute how many pass their tests (pass@k, the unbiased estimator).",
            "",
            "A line of the data is an object with \"task_id\", \"prompt\", \"entry_point\" and \"test\", as of HumanEval.",
            "",
            "--execute runs programs that a model wrote, each in a process of its own, with limits of time and memory and without "
                    + "network. Do it on a machine that may be lost.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ssd-eval code --model SmolLM2-135M-Instruct.Q4_1.gguf --data HumanEval.jsonl.gz --limit 20 --execute",
            "  ssd-eval code --model models/CodeLlama-7b --data HumanEval.jsonl.gz --prompt-style raw \\",
            "      --samples 10 --temperature 0.6 --execute"
        })
public final class CodeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private EngineRunOptions engine = new EngineRunOptions();

    @Mixin
    private RunOptions run = new RunOptions();

    @Mixin
    private ShotOptions shotOptions = new ShotOptions();

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "1",
            description = "Answers to each problem; with 10 or more pass@10 is told too. Needs a --temperature.")
    private int samples;

    @Option(names = "--execute", description = "Run the programs and count which pass their tests.")
    private boolean execute;

    @Option(names = "--allow-network", description = "Run them also where the network cannot be cut off.")
    private boolean allowNetwork;

    @Override
    public Integer call() throws IOException {
        CommandLineTool.checked(spec, this::checkSamples);
        Shots shots = CommandLineTool.checked(spec, () -> shotOptions.of(run.questions(Questions::read)));
        List<Question> questions = CommandLineTool.checked(spec, () -> run.limited(shots.questions()));
        List<CodeProblem> problems = CommandLineTool.checked(spec, () -> problems(run.data));
        // Found out before the model has answered for an hour.
        ProgramRunner runner = execute ? ProgramRunner.create(Limits.DEFAULT, allowNetwork) : null;
        return new EngineEvaluation(spec, engine, run)
                .execute(
                        raw -> new Task(
                                "code",
                                questions,
                                raw ? Prompts.rawCode(shots.shots()) : Prompts.code(shots.shots()),
                                raw ? Programs.STOP_STRINGS : List.of(),
                                samples,
                                runner == null ? Judge.NONE : new CodeJudge(problems, runner, raw)),
                        conditions(shots, runner));
    }

    private static Conditions conditions(Shots shots, @Nullable ProgramRunner runner) {
        Conditions conditions = new Conditions().add("shots", shots.shots().size());
        return runner == null ? conditions : conditions.show("programs run", runner.containment());
    }

    private int checkSamples() {
        Ensure.positive(samples, "--samples");
        Ensure.that(
                samples == 1 || engine.temperature > 0,
                "--samples %s needs a --temperature: greedy answers are all the same",
                samples);
        return samples;
    }

    private List<CodeProblem> problems(List<Path> files) {
        List<CodeProblem> problems = new ArrayList<>();
        for (Path file : files) {
            CodeProblems.read(file)
                    .forEach(problem -> problems.add(new CodeProblem(
                            run.id(file, problem.taskId()), problem.prompt(), problem.entryPoint(), problem.test())));
        }
        return problems;
    }
}
