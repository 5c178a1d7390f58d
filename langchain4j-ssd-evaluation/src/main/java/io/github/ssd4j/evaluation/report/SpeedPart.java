package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.report.Candidate.Row;
import io.github.ssd4j.evaluation.result.Comparison;
import io.github.ssd4j.evaluation.result.Drafting;
import io.github.ssd4j.measurement.report.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How fast a candidate is beside the baseline. */
final class SpeedPart {

    private static final List<Column<Row>> COLUMNS = List.of(
            new Column<>("category", "", Row::category),
            new Column<>(
                    "answers",
                    "of each of the two",
                    row -> String.valueOf(row.comparison().answers())),
            new Column<>(
                    "base tok/s",
                    "tokens a second that the baseline decodes",
                    row -> Figures.number(row.comparison().baselineTokensPerSecond())),
            new Column<>(
                    "tok/s",
                    "tokens a second that the candidate decodes",
                    row -> Figures.number(row.comparison().tokensPerSecond())),
            new Column<>(
                    "S",
                    "measured speed-up of decoding, the baseline's total time for a token / the candidate's; above 1 the"
                            + " candidate is faster",
                    row -> Figures.ratio(row.comparison().speedUp())),
            new Column<>(
                    "median",
                    "of the speed-ups of the single answers",
                    row -> Figures.ratio(row.comparison().speedUps().median())),
            new Column<>(
                    "middle half", "between which half of the single answers' speed-ups lie", SpeedPart::middleHalf),
            new Column<>(
                    "end to end",
                    "S of all that a caller waits for, with the reading of the prompts",
                    row -> Figures.ratio(row.comparison().totalSpeedUp())),
            new Column<>(
                    "tok/round",
                    "tokens decoded in a round of drafting and verifying; plain decoding has 1",
                    drafted(drafting -> Figures.ratio(drafting.tokensPerRound()))),
            new Column<>(
                    "accepted",
                    "share of the drafted tokens that were accepted, and how many were drafted",
                    drafted(SpeedPart::accepted)),
            new Column<>("identical", "answers that are the baseline's", SpeedPart::identical));

    private SpeedPart() {}

    static Part of(Candidate candidate) {
        return Part.of(
                "Speed of " + candidate.name() + " beside " + candidate.baseline(),
                sentences(candidate),
                COLUMNS,
                candidate.rows());
    }

    /** What a reader in a hurry wants to know. */
    static List<String> sentences(Candidate candidate) {
        if (candidate.rows().isEmpty()) {
            return List.of("There is no answer of " + candidate.name() + " to compare.");
        }
        Row row = candidate.rows().get(0);
        Comparison comparison = row.comparison();
        List<String> sentences = new ArrayList<>();
        sentences.add("%s decodes at %s times the speed of %s: %s instead of %s tokens a second, over %s to %s."
                .formatted(
                        candidate.name(),
                        Figures.ratio(comparison.speedUp()),
                        candidate.baseline(),
                        Figures.number(comparison.tokensPerSecond()),
                        Figures.number(comparison.baselineTokensPerSecond()),
                        counted(comparison.answers(), "answer"),
                        counted(row.section().questions(), "question")));
        sentences.add("End to end it is %s.".formatted(Figures.ratio(comparison.totalSpeedUp())));
        Integer identical = comparison.identicalAnswers();
        if (identical != null) {
            sentences.add("%s answers are identical to those of %s."
                    .formatted(
                            identical == comparison.answers() ? "All" : identical + " of " + comparison.answers(),
                            candidate.baseline()));
        }
        return sentences;
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static Function<Row, String> drafted(Function<Drafting, String> cell) {
        return row -> {
            Drafting drafting = row.comparison().drafting();
            return drafting == null ? "" : cell.apply(drafting);
        };
    }

    private static String middleHalf(Row row) {
        return Figures.ratio(row.comparison().speedUps().lowerQuartile()) + "-"
                + Figures.ratio(row.comparison().speedUps().upperQuartile());
    }

    private static String accepted(Drafting drafting) {
        return drafting.draftedTokens() == 0
                ? ""
                : Figures.percent(drafting.acceptanceRate()) + " of " + drafting.draftedTokens();
    }

    private static String identical(Row row) {
        Integer identical = row.comparison().identicalAnswers();
        return identical == null ? "" : identical + " of " + row.comparison().answers();
    }
}
