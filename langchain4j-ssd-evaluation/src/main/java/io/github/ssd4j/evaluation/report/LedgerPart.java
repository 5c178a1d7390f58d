package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.report.Candidate.DraftRow;
import io.github.ssd4j.evaluation.result.Drafting.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What speculation saves, what it costs, and which cost is to blame for a loss. */
final class LedgerPart {

    private static final List<Column<DraftRow>> COLUMNS = List.of(
            new Column<>("category", "", DraftRow::category),
            column("saved", "steps of the full model that were not made", Ledger::saved),
            column(
                    "accepted drafts",
                    "time of the drafts that were accepted: the price of what is saved",
                    Ledger::acceptedDrafts),
            column(
                    "rejected drafts",
                    "time of the drafts that were not: the price of disagreement",
                    Ledger::rejectedDrafts),
            column("verification", "what verifying took more than plain steps", Ledger::verification),
            column("overhead", "all else: sampling, text, the policy", Ledger::overhead),
            new Column<>(
                    "net",
                    "saved less the four costs, 1 - 1/S; negative is a loss",
                    row -> Steps.signed(row.drafting().ledger().net())),
            new Column<>(
                    "to blame",
                    "for a loss, the dearest of the four: draft cost is that of accepted drafts, disagreement that of"
                            + " rejected ones",
                    row -> Steps.blame(row.drafting().ledger())));

    private LedgerPart() {}

    /** Empty where the candidate does not tell of its rounds. */
    static Optional<Part> of(Candidate candidate) {
        List<DraftRow> rows = candidate.draftRows();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(Part.of(
                        "Where speculation gains and loses: " + candidate.name(), sentences(rows), COLUMNS, rows));
    }

    private static Column<DraftRow> column(String name, String meaning, ToDoubleFunction<Ledger> value) {
        return new Column<>(
                name,
                meaning,
                row -> Steps.plain(value.applyAsDouble(row.drafting().ledger())));
    }

    private static List<String> sentences(List<DraftRow> rows) {
        List<String> sentences = new ArrayList<>();
        Ledger first = rows.get(0).drafting().ledger();
        sentences.add(
                first.net() < 0
                        ? "Speculation loses %s plain steps a token, most by %s."
                                .formatted(Steps.plain(-first.net()), Steps.name(first.dearest()))
                        : "Speculation gains %s plain steps a token.".formatted(Steps.plain(first.net())));
        if (rows.size() > 1) {
            sentences.add(byCategory(Candidate.single(rows)));
        }
        sentences.add("Figures are in plain steps for each token.");
        return sentences;
    }

    private static String byCategory(List<DraftRow> rows) {
        List<DraftRow> losses =
                rows.stream().filter(row -> row.drafting().ledger().net() < 0).toList();
        if (losses.isEmpty()) {
            return "It loses in no category.";
        }
        String causes = losses.stream()
                .map(row -> row.category() + " (" + Steps.blame(row.drafting().ledger()) + ")")
                .collect(Collectors.joining(", "));
        return "It loses in %d of %d categories: %s.".formatted(losses.size(), rows.size(), causes);
    }
}
