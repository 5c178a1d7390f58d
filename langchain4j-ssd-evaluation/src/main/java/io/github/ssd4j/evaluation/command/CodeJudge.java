package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.code.CodeProblem;
import io.github.ssd4j.evaluation.code.Outcome;
import io.github.ssd4j.evaluation.code.PassAtK;
import io.github.ssd4j.evaluation.code.ProgramRunner;
import io.github.ssd4j.evaluation.code.Programs;
import io.github.ssd4j.evaluation.command.Task.Judge;
import io.github.ssd4j.evaluation.result.EvaluationReport.Quality;
import io.github.ssd4j.evaluation.run.AskedQuestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How many problems are solved. Runs each different program once. */
final class CodeJudge implements Judge {

    private static final List<Integer> KS = List.of(1, 10);

    private final Map<String, CodeProblem> problems;
    private final ProgramRunner runner;
    private final boolean raw;
    private final Map<String, Boolean> verdicts = new HashMap<>();

    CodeJudge(List<CodeProblem> problems, ProgramRunner runner, boolean raw) {
        this.problems = problems.stream().collect(Collectors.toMap(CodeProblem::taskId, Function.identity()));
        this.runner = runner;
        this.raw = raw;
    }

    @Override
    public List<Quality> judge(List<AskedQuestion> asked, int contestants) {
        Map<String, List<AskedQuestion>> byProblem = asked.stream()
                .filter(question -> !question.turns().isEmpty())
                .collect(Collectors.groupingBy(AskedQuestion::id, LinkedHashMap::new, Collectors.toList()));
        List<List<PassAtK.Tally>> tallies = IntStream.range(0, contestants)
                .mapToObj(contestant -> byProblem.values().stream()
                        .map(samples -> tally(samples, contestant))
                        .toList())
                .toList();
        int samples = byProblem.values().stream().mapToInt(List::size).min().orElse(0);
        List<Quality> qualities = new ArrayList<>();
        KS.stream()
                .filter(k -> k <= samples)
                .forEach(k -> qualities.add(new Quality(
                        "pass@" + k,
                        tallies.stream().map(all -> PassAtK.mean(all, k)).toList())));
        return qualities;
    }

    private PassAtK.Tally tally(List<AskedQuestion> samples, int contestant) {
        int passed = 0;
        for (AskedQuestion sample : samples) {
            CodeProblem problem = Objects.requireNonNull(problems.get(sample.id()));
            String answer = sample.turns().get(0).get(contestant).text();
            String program = raw ? Programs.fromCompletion(problem, answer) : Programs.fromChat(problem, answer);
            passed += verdicts.computeIfAbsent(program, this::passes) ? 1 : 0;
        }
        return new PassAtK.Tally(samples.size(), passed);
    }

    private boolean passes(String program) {
        return runner.run(program).outcome() == Outcome.PASSED;
    }
}
