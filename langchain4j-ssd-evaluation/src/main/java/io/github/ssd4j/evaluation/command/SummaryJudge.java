package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.command.Task.Judge;
import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.result.EvaluationReport.Quality;
import io.github.ssd4j.evaluation.rouge.Rouge;
import io.github.ssd4j.evaluation.rouge.RougeScores;
import io.github.ssd4j.evaluation.run.AskedQuestion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** ROUGE of summaries, the mean over all. */
final class SummaryJudge implements Judge {

    private final Map<String, Question> questions;

    SummaryJudge(List<Question> questions) {
        this.questions = questions.stream().collect(Collectors.toMap(Question::id, Function.identity()));
    }

    @Override
    public List<Quality> judge(List<AskedQuestion> asked, int contestants) {
        List<List<RougeScores>> scores = IntStream.range(0, contestants)
                .mapToObj(contestant -> asked.stream()
                        .filter(question -> !question.turns().isEmpty())
                        .map(question -> score(question, contestant))
                        .toList())
                .toList();
        return List.of(
                mean("ROUGE-1", scores, all -> all.rouge1().f1()),
                mean("ROUGE-2", scores, all -> all.rouge2().f1()),
                mean("ROUGE-L", scores, all -> all.rougeL().f1()));
    }

    private RougeScores score(AskedQuestion asked, int contestant) {
        Question question = Objects.requireNonNull(questions.get(asked.id()));
        return Rouge.score(asked.turns().get(0).get(contestant).text(), question.references());
    }

    private static Quality mean(String measure, List<List<RougeScores>> scores, ToDoubleFunction<RougeScores> value) {
        return new Quality(
                measure,
                scores.stream()
                        .map(all -> all.stream().mapToDouble(value).average().orElse(0))
                        .toList());
    }
}
