package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.report.Candidate.DraftRow;
import io.github.ssd4j.evaluation.result.Drafting;
import io.github.ssd4j.evaluation.result.Drafting.Gap;
import io.github.ssd4j.measurement.report.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What speed-up the costs of the passes foretell, and why the measured one differs. */
final class PredictionPart {

    private static final List<Column<DraftRow>> COLUMNS = List.of(
            new Column<>("category", "", DraftRow::category),
            new Column<>(
                    "context",
                    "positions at which c and v were measured",
                    row -> String.valueOf(row.drafting().context())),
            new Column<>(
                    "1st draft",
                    "share of the rounds' first drafts that were accepted",
                    row -> firstDraft(row.drafting())),
            new Column<>(
                    "c",
                    "time of a draft step in plain steps, measured apart from generation, as is v",
                    row -> Figures.ratio(row.drafting().draftCost())),
            new Column<>("v(1)", "time to verify one draft, in plain steps", row -> verify(row.drafting(), 1)),
            new Column<>(
                    "v(most)",
                    "time to verify as many drafts as a round may have, in parentheses",
                    row -> mostVerified(row.drafting())),
            new Column<>(
                    "E",
                    "tokens decoded in a round; plain decoding has 1",
                    row -> Figures.ratio(row.drafting().tokensPerRound())),
            new Column<>(
                    "predicted S",
                    "speed-up of these rounds by these costs",
                    row -> Figures.ratio(row.drafting().predictedSpeedUp())),
            new Column<>(
                    "measured S",
                    "speed-up of decoding",
                    row -> Figures.ratio(row.comparison().speedUp())),
            new Column<>(
                    "gap",
                    "1 / measured S - 1 / predicted S: plain steps that a token took longer than predicted; the sum of"
                            + " the three parts",
                    row -> Steps.signed(Steps.total(row.drafting().gap()))),
            new Column<>(
                    "by drafts",
                    "draft steps within generation were that much dearer than those measured apart",
                    row -> Steps.signed(row.drafting().gap().drafts())),
            new Column<>(
                    "verification",
                    "so were verifications",
                    row -> Steps.signed(row.drafting().gap().verification())),
            new Column<>(
                    "overhead",
                    "time outside of passes, which the prediction does not know",
                    row -> Steps.signed(row.drafting().gap().overhead())));

    private PredictionPart() {}

    /** Empty where the candidate does not tell of its rounds. */
    static Optional<Part> of(Candidate candidate) {
        List<DraftRow> rows = candidate.draftRows();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(Part.of("Predicted and measured: " + candidate.name(), sentences(rows), COLUMNS, rows));
    }

    private static List<String> sentences(List<DraftRow> rows) {
        List<String> sentences = new ArrayList<>();
        DraftRow first = rows.get(0);
        sentences.add("Predicted was S = %s, measured is %s: %s."
                .formatted(
                        Figures.ratio(first.drafting().predictedSpeedUp()),
                        Figures.ratio(first.comparison().speedUp()),
                        difference(first.drafting().gap())));
        sentences.add("The largest part of the gap is "
                + Steps.largest(first.drafting().gap()) + ".");
        if (rows.size() > 2) {
            DraftRow farthest = Candidate.single(rows).stream()
                    .max(Comparator.comparingDouble(
                            row -> Math.abs(Steps.total(row.drafting().gap()))))
                    .orElseThrow();
            sentences.add(
                    "Farthest from its prediction is %s (%s predicted, %s measured), there the largest part is %s."
                            .formatted(
                                    farthest.category(),
                                    Figures.ratio(farthest.drafting().predictedSpeedUp()),
                                    Figures.ratio(farthest.comparison().speedUp()),
                                    Steps.largest(farthest.drafting().gap())));
        }
        return sentences;
    }

    private static String difference(Gap gap) {
        String steps = Steps.plain(Math.abs(Steps.total(gap)));
        return steps.equals("0.000")
                ? "a token took as long as predicted"
                : "a token took %s plain steps %s than predicted"
                        .formatted(steps, Steps.total(gap) > 0 ? "more" : "less");
    }

    private static String firstDraft(Drafting drafting) {
        return drafting.agreement().isEmpty()
                ? ""
                : Figures.percent(drafting.agreement().get(0));
    }

    private static String verify(Drafting drafting, int drafts) {
        return drafting.verify().size() <= drafts
                ? ""
                : Figures.ratio(drafting.verify().get(drafts));
    }

    private static String mostVerified(Drafting drafting) {
        int most = drafting.verify().size() - 1;
        return most < 2 ? "" : verify(drafting, most) + " (" + most + ")";
    }
}
