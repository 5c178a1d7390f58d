package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.result.Comparison;
import io.github.ssd4j.evaluation.result.Drafting;
import io.github.ssd4j.evaluation.result.EvaluationReport;
import io.github.ssd4j.evaluation.result.EvaluationReport.AnswerFigures;
import io.github.ssd4j.evaluation.result.EvaluationReport.Answered;
import io.github.ssd4j.evaluation.result.EvaluationReport.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a report says of one candidate.
 *
 * @param index its place among the contestants, from 1
 */
record Candidate(EvaluationReport report, int index) {

    /** A category's figures. */
    record Row(Section section, Comparison comparison) {

        String category() {
            return section.category();
        }
    }

    /** A category's figures where rounds are known. */
    record DraftRow(String category, Comparison comparison, Drafting drafting) {}

    /** All candidates, in the order of the contestants. */
    static List<Candidate> of(EvaluationReport report) {
        return IntStream.range(1, report.contestants().size())
                .mapToObj(index -> new Candidate(report, index))
                .toList();
    }

    String name() {
        return report.contestants().get(index);
    }

    String baseline() {
        return report.contestants().get(0);
    }

    /** The rows in the order of the sections: first that of all together, if there are several. */
    List<Row> rows() {
        return report.sections().stream()
                .flatMap(section -> section.comparisons().stream()
                        .filter(comparison -> comparison.candidate().equals(name()))
                        .map(comparison -> new Row(section, comparison)))
                .toList();
    }

    /** The rows without those that tell of no rounds. */
    List<DraftRow> draftRows() {
        return rows().stream().flatMap(Candidate::draftRow).toList();
    }

    /** The rows without that of all together, unless it is the only one. */
    static <R> List<R> single(List<R> rows) {
        return rows.size() > 1 ? rows.subList(1, rows.size()) : rows;
    }

    /** How much faster each single answer was than the baseline's, by category; answers that took no time are left out. */
    Map<String, List<Double>> speedUps() {
        Map<String, List<Double>> speedUps = new LinkedHashMap<>();
        for (AnswerFigures figures : report.answers()) {
            Answered baseline = figures.answers().get(0);
            Answered answered = figures.answers().get(index);
            double speedUp = baseline.secondsPerToken() / answered.secondsPerToken();
            if (Double.isFinite(speedUp) && speedUp > 0) {
                speedUps.computeIfAbsent(figures.category(), category -> new ArrayList<>())
                        .add(speedUp);
            }
        }
        return speedUps;
    }

    private static Stream<DraftRow> draftRow(Row row) {
        Drafting drafting = row.comparison().drafting();
        return drafting == null ? Stream.of() : Stream.of(new DraftRow(row.category(), row.comparison(), drafting));
    }
}
