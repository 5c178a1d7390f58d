package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.result.EvaluationReport.AnswerFigures;
import io.github.ssd4j.evaluation.result.EvaluationReport.Answered;
import io.github.ssd4j.measurement.report.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How fast a candidate is in the first and in the later turns of conversations. */
final class TurnsPart {

    /** The answers of one turn of one category: those of the baseline and of the candidate. */
    private record TurnRow(String category, int turn, List<Answered> baseline, List<Answered> answers) {

        double speedUp() {
            return secondsPerToken(baseline) / secondsPerToken(answers);
        }
    }

    private static final List<Column<TurnRow>> COLUMNS = List.of(
            new Column<>("category", "", TurnRow::category),
            new Column<>("turn", "1 is the first question of a conversation", row -> String.valueOf(row.turn() + 1)),
            new Column<>("answers", "", row -> String.valueOf(row.answers().size())),
            new Column<>("base tok/s", "", row -> Figures.number(1 / secondsPerToken(row.baseline()))),
            new Column<>("tok/s", "", row -> Figures.number(1 / secondsPerToken(row.answers()))),
            new Column<>("S", "", row -> Figures.ratio(row.speedUp())));

    private TurnsPart() {}

    /** Empty where no conversation has several turns. */
    static Optional<Part> of(Candidate candidate) {
        List<AnswerFigures> answers = candidate.report().answers();
        Set<String> categories = answers.stream()
                .filter(figures -> figures.turn() > 0)
                .map(AnswerFigures::category)
                .collect(Collectors.toSet());
        Map<String, Map<Integer, TurnRow>> byCategory = new LinkedHashMap<>();
        for (AnswerFigures figures : answers) {
            if (categories.contains(figures.category())) {
                TurnRow row = byCategory
                        .computeIfAbsent(figures.category(), category -> new TreeMap<>())
                        .computeIfAbsent(
                                figures.turn(),
                                turn -> new TurnRow(figures.category(), turn, new ArrayList<>(), new ArrayList<>()));
                row.baseline().add(figures.answers().get(0));
                row.answers().add(figures.answers().get(candidate.index()));
            }
        }
        List<TurnRow> rows = byCategory.values().stream()
                .flatMap(turns -> turns.values().stream())
                .toList();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(Part.of("By turn: " + candidate.name(), List.of(), COLUMNS, rows));
    }

    /** Of all answers together; that of the whole time where nothing was decoded. */
    private static double secondsPerToken(List<Answered> answers) {
        double seconds = answers.stream().mapToDouble(Answered::decodeSeconds).sum();
        double tokens = answers.stream()
                .filter(answered -> answered.secondsPerToken() > 0)
                .mapToDouble(answered -> answered.decodeSeconds() / answered.secondsPerToken())
                .sum();
        return seconds / Math.max(1, tokens);
    }
}
