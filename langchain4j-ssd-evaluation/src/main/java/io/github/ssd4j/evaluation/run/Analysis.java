package io.github.ssd4j.evaluation.run;

import io.github.ssd4j.evaluation.result.Comparison;
import io.github.ssd4j.evaluation.result.Drafting;
import io.github.ssd4j.evaluation.result.EvaluationReport.AnswerFigures;
import io.github.ssd4j.evaluation.result.EvaluationReport.Answered;
import io.github.ssd4j.evaluation.result.EvaluationReport.Section;
import io.github.ssd4j.measurement.report.Summary;
import io.github.ssd4j.measurement.speed.PassCosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes figures of a run. */
public final class Analysis {

    private final List<String> contestants;
    private final List<AskedQuestion> asked;
    private final Map<String, PassCosts> costs;
    private final boolean unseeded;

    /**
     * Of these answers.
     *
     * @param contestants their names, the baseline's first
     * @param asked all questions; those that were left out are no part of any figure
     * @param costs by category; all candidates draft with the one profile that was measured
     * @param unseeded answers were sampled without a seed in common: that two differ means nothing
     */
    public Analysis(
            List<String> contestants, List<AskedQuestion> asked, Map<String, PassCosts> costs, boolean unseeded) {
        this.contestants = List.copyOf(contestants);
        this.asked =
                asked.stream().filter(question -> !question.turns().isEmpty()).toList();
        this.costs = Map.copyOf(costs);
        this.unseeded = unseeded;
    }

    /** The sections of a report: all together, if there are several categories, then each. */
    public List<Section> sections() {
        List<String> categories =
                asked.stream().map(AskedQuestion::category).distinct().toList();
        List<Section> sections = new ArrayList<>();
        if (categories.size() > 1) {
            sections.add(section(Section.ALL, categories));
        }
        categories.forEach(category -> sections.add(section(category, List.of(category))));
        return sections;
    }

    /** All single answers. */
    public List<AnswerFigures> answers() {
        List<AnswerFigures> figures = new ArrayList<>();
        for (AskedQuestion question : asked) {
            for (int turn = 0; turn < question.turns().size(); turn++) {
                List<Answer> answers = question.turns().get(turn);
                figures.add(new AnswerFigures(
                        question.id(),
                        question.category(),
                        turn,
                        answers.stream()
                                .map(answer -> answered(answer, answers.get(0)))
                                .toList()));
            }
        }
        return figures;
    }

    private static Answered answered(Answer answer, Answer baseline) {
        return new Answered(
                answer.promptTokens(),
                answer.generatedTokens(),
                answer.decodeNanos() / 1e9,
                answer.totalNanos() / 1e9,
                answer.secondsPerToken(),
                answer.sameAs(baseline));
    }

    private Section section(String name, List<String> categories) {
        List<AskedQuestion> questions = asked.stream()
                .filter(question -> categories.contains(question.category()))
                .toList();
        List<Comparison> comparisons = IntStream.range(1, contestants.size())
                .mapToObj(candidate -> comparison(candidate, questions, categories))
                .toList();
        return new Section(
                name, (int) questions.stream().map(AskedQuestion::id).distinct().count(), comparisons);
    }

    private Comparison comparison(int candidate, List<AskedQuestion> questions, List<String> categories) {
        List<Answer> baseline = answersOf(0, questions);
        List<Answer> answers = answersOf(candidate, questions);
        List<Double> ratios = new ArrayList<>();
        int identical = 0;
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).decodedTokens() > 0 && baseline.get(i).decodedTokens() > 0) {
                ratios.add(baseline.get(i).secondsPerToken() / answers.get(i).secondsPerToken());
            }
            identical += answers.get(i).sameAs(baseline.get(i)) ? 1 : 0;
        }
        double plainTime = decodeTime(baseline);
        double time = decodeTime(answers);
        return new Comparison(
                contestants.get(candidate),
                answers.size(),
                unseeded ? null : identical,
                1e9 / plainTime,
                1e9 / time,
                plainTime / time,
                ratios.isEmpty()
                        ? Summary.of(1)
                        : Summary.of(
                                ratios.stream().mapToDouble(Double::doubleValue).toArray()),
                totalTime(baseline) / totalTime(answers),
                drafting(candidate, baseline, answers, questions, categories));
    }

    private static List<Answer> answersOf(int contestant, List<AskedQuestion> questions) {
        return questions.stream()
                .flatMap(question -> question.turns().stream())
                .map(answers -> answers.get(contestant))
                .toList();
    }

    /** Nanoseconds of a decoded token. */
    private static double decodeTime(List<Answer> answers) {
        return sum(answers, Answer::decodeNanos) / Math.max(1, sum(answers, Answer::decodedTokens));
    }

    /** Nanoseconds of a token of an answer, with all that its caller waits for. */
    private static double totalTime(List<Answer> answers) {
        return sum(answers, Answer::totalNanos) / Math.max(1, sum(answers, Answer::generatedTokens));
    }

    private static double sum(List<Answer> answers, ToDoubleFunction<Answer> value) {
        return answers.stream().mapToDouble(value).sum();
    }

    private @Nullable Drafting drafting(
            int candidate,
            List<Answer> baseline,
            List<Answer> answers,
            List<AskedQuestion> questions,
            List<String> categories) {
        Optional<Rounds> plain = rounds(baseline);
        Optional<Rounds> rounds = rounds(answers);
        if (plain.isEmpty()
                || rounds.isEmpty()
                || rounds.get().count() == 0
                || plain.get().count() == 0
                || !costs.keySet().containsAll(categories)) {
            return null;
        }
        PredictedTime predicted = new PredictedTime();
        for (String category : categories) {
            List<Answer> ofCategory = answersOf(
                    candidate,
                    questions.stream()
                            .filter(question -> question.category().equals(category))
                            .toList());
            predicted.add(rounds(ofCategory).orElseThrow(), Objects.requireNonNull(costs.get(category)));
        }
        return new Accounting(
                        decodeTime(baseline),
                        plain.get(),
                        sum(answers, Answer::decodeNanos),
                        sum(answers, Answer::decodedTokens),
                        rounds.get())
                .drafting(predicted);
    }

    /** Empty if one of them tells of no rounds. */
    private static Optional<Rounds> rounds(List<Answer> answers) {
        Rounds sum = Rounds.NONE;
        for (Answer answer : answers) {
            if (answer.rounds() == null) {
                return Optional.empty();
            }
            sum = sum.plus(answer.rounds());
        }
        return Optional.of(sum);
    }
}
