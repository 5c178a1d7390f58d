package io.github.ssd4j.evaluation.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ssd4j.evaluation.code.CodeProblem;
import io.github.ssd4j.evaluation.code.Limits;
import io.github.ssd4j.evaluation.code.ProgramRunner;
import io.github.ssd4j.evaluation.result.EvaluationReport.Quality;
import io.github.ssd4j.evaluation.run.Answer;
import io.github.ssd4j.evaluation.run.AskedQuestion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeJudgeTest {

    private static final List<CodeProblem> PROBLEMS = List.of(problem("one"), problem("two"));

    @Test
    void should_count_the_problems_that_each_contestant_solves() {
        assertThat(judge(List.of(
                        asked("one", 0, "    return n + 1\n", "    return n\n"),
                        asked("two", 0, "    return n + 1\n", "    return n + 1\n"))))
                .containsExactly(new Quality("pass@1", List.of(1.0, 0.5)));
    }

    @Test
    void should_tell_pass_at_10_where_there_are_ten_samples() {
        List<AskedQuestion> samples = new ArrayList<>();
        for (int sample = 0; sample < 10; sample++) {
            String right = "    return n + 1\n";
            samples.add(asked("one", sample, sample == 3 ? right : "    return 0\n", right));
        }

        List<Quality> qualities = judge(samples);

        assertThat(qualities).extracting(Quality::measure).containsExactly("pass@1", "pass@10");
        assertThat(qualities.get(0).values().get(0)).isCloseTo(0.1, within(1e-12));
        assertThat(qualities.get(0).values().get(1)).isEqualTo(1);
        assertThat(qualities.get(1).values()).containsExactly(1.0, 1.0);
    }

    @Test
    void should_leave_out_what_was_not_asked() {
        AskedQuestion leftOut = new AskedQuestion("two", "code", 0, List.of(), "too long");

        assertThat(judge(List.of(asked("one", 0, "    return 0\n", "    return n + 1\n"), leftOut)))
                .containsExactly(new Quality("pass@1", List.of(0.0, 1.0)));
    }

    private static List<Quality> judge(List<AskedQuestion> asked) {
        ProgramRunner runner;
        try {
            runner = ProgramRunner.create(Limits.DEFAULT, true);
        } catch (IllegalArgumentException e) {
            assumeThat(false)
                    .as("programs cannot be run here: %s", e.getMessage())
                    .isTrue();
            return List.of();
        }
        return new CodeJudge(PROBLEMS, runner, true).judge(asked, 2);
    }

    private static CodeProblem problem(String id) {
        return new CodeProblem(
                id, "def next_number(n):\n", "next_number", "def check(candidate):\n    assert candidate(3) == 4\n");
    }

    private static AskedQuestion asked(String id, int sample, String first, String second) {
        return new AskedQuestion(id, "code", sample, List.of(List.of(answer(first), answer(second))), null);
    }

    private static Answer answer(String text) {
        return new Answer(text, null, 1, 1, 1, 1, 1, null);
    }
}
