package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.result.Comparison;
import io.github.ssd4j.evaluation.result.Drafting;
import io.github.ssd4j.evaluation.result.Drafting.ByDrafter;
import io.github.ssd4j.evaluation.result.Drafting.Gap;
import io.github.ssd4j.evaluation.result.Drafting.Ledger;
import io.github.ssd4j.evaluation.result.EvaluationReport;
import io.github.ssd4j.evaluation.result.EvaluationReport.AnswerFigures;
import io.github.ssd4j.evaluation.result.EvaluationReport.Answered;
import io.github.ssd4j.evaluation.result.EvaluationReport.Quality;
import io.github.ssd4j.evaluation.result.EvaluationReport.Section;
import io.github.ssd4j.evaluation.result.EvaluationReport.Setting;
import io.github.ssd4j.measurement.report.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Evaluations with round figures. */
final class Reports {

    /** Look-up gains 0.3 steps, the model loses 0.05; the grammar drafted nothing. */
    private static final List<ByDrafter> DRAFTERS = List.of(
            new ByDrafter("grammar", 0, 0, 0, 0.001, 0, 0.001, 0),
            new ByDrafter("look-up", 3, 6, 3, 0.004, 0.35, 0.005, 0.045),
            new ByDrafter("skip:a", 5, 10, 1, 0.2, 0.2, 0.2, 0.05));

    /** Gains 0.2 steps, S = 1 / (1 - 0.2); predicted 1.6, as 1 / 1.25 - 1 / 1.6 is 0.175. */
    static final Drafting GAINS = drafting(
            1.6,
            new Ledger(0.6, 0.2, 0.1, 0.05, 0.05),
            new Gap(0.05, 0.025, 0.1),
            List.of(1, 1, 2),
            List.of(0.75, 0.5));

    /** Loses 0.25 steps, S = 1 / 1.25; predicted 1, as 1 / 0.8 - 1 / 1 is 0.25. */
    static final Drafting LOSES = drafting(
            1, new Ledger(0.4, 0.15, 0.4, 0.07, 0.03), new Gap(0.1, 0.12, 0.03), List.of(3, 1, 0), List.of(0.25, 0.0));

    /** Loses 0.03 steps; predicted 1.1, as 1.03 - 1 / 1.1 is 0.1209. */
    static final Drafting TOGETHER = drafting(
            1.1,
            new Ledger(0.5, 0.18, 0.25, 0.06, 0.04),
            new Gap(0.05, 0.0309, 0.04),
            List.of(4, 2, 2),
            List.of(0.5, 0.5));

    private Reports() {}

    /** Two categories: {@code qa} gains, {@code rag} loses. */
    static EvaluationReport report() {
        return with(List.of(
                section("all", comparison("skip", 3, 1 / 1.03, TOGETHER)),
                section("qa", comparison("skip", 2, 1.25, GAINS)),
                section("rag", comparison("skip", 2, 0.8, LOSES))));
    }

    /** The same questions and answers with other sections. */
    static EvaluationReport with(List<Section> sections) {
        return of(List.of("plain", "skip"), sections);
    }

    /** A conversation of two turns beside questions of one. */
    static EvaluationReport turns() {
        EvaluationReport report = report();
        List<AnswerFigures> answers = new ArrayList<>(report.answers());
        answers.add(new AnswerFigures(
                "r1", "rag", 1, answers("r1", "rag", 0.0125, 2).answers()));
        return new EvaluationReport(
                report.task(),
                report.settings(),
                report.contestants(),
                report.sections(),
                report.qualities(),
                answers,
                report.notes());
    }

    /** The candidates are peers, which tell nothing of rounds. */
    static EvaluationReport peers(String... names) {
        List<Comparison> comparisons =
                Stream.of(names).map(name -> comparison(name, null, 0.5, null)).toList();
        List<String> contestants = new ArrayList<>(List.of("plain"));
        contestants.addAll(List.of(names));
        return of(contestants, List.of(new Section("qa", 4, comparisons)));
    }

    static Section section(String category, Comparison comparison) {
        return new Section(category, 4, List.of(comparison));
    }

    static Comparison comparison(
            String name, @Nullable Integer identical, double speedUp, @Nullable Drafting drafting) {
        Summary single = Summary.of(speedUp - 0.1, speedUp, speedUp + 0.1);
        return new Comparison(name, 4, identical, 40, 40 * speedUp, speedUp, single, speedUp - 0.05, drafting);
    }

    private static EvaluationReport of(List<String> contestants, List<Section> sections) {
        return new EvaluationReport(
                "spec-bench",
                List.of(new Setting("machine", "2 cores"), new Setting("model", "tiny_model.gguf")),
                contestants,
                sections,
                List.of(new Quality(
                        "ROUGE-L", contestants.stream().map(name -> 0.25).toList())),
                List.of(
                        answers("q1", "qa", 0.02, contestants.size()),
                        answers("q2", "qa", 0.0125, contestants.size()),
                        answers("r1", "rag", 0.05, contestants.size())),
                List.of("One question was left out."));
    }

    private static AnswerFigures answers(String id, String category, double secondsPerToken, int contestants) {
        List<Answered> answers = new ArrayList<>();
        for (int i = 0; i < contestants; i++) {
            double seconds = i == 0 ? 0.025 : secondsPerToken;
            answers.add(new Answered(100, 8, 8 * seconds, 1 + 8 * seconds, seconds, i == 0));
        }
        return new AnswerFigures(id, category, 0, answers);
    }

    private static Drafting drafting(
            double predicted, Ledger ledger, Gap gap, List<Integer> histogram, List<Double> agreement) {
        return new Drafting(
                8,
                16,
                4,
                2.5,
                histogram,
                agreement,
                128,
                0.5,
                List.of(1.0, 1.05, 1.1),
                predicted,
                ledger,
                gap,
                DRAFTERS);
    }
}
