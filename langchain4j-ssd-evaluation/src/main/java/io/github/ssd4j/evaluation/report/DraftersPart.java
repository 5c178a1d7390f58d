package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.report.Candidate.DraftRow;
import io.github.ssd4j.evaluation.result.Drafting.ByDrafter;
import io.github.ssd4j.measurement.report.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What each drafter did, and its part of the account. */
final class DraftersPart {

    /** The figures of one drafter in one category. */
    private record DrafterRow(String category, ByDrafter drafter) {}

    private static final List<Column<DrafterRow>> COLUMNS = List.of(
            new Column<>("category", "", DrafterRow::category),
            new Column<>("drafter", "", row -> row.drafter().name()),
            new Column<>(
                    "rounds",
                    "rounds in which at least one of the verified drafts came from this drafter",
                    row -> String.valueOf(row.drafter().rounds())),
            new Column<>(
                    "drafted",
                    "its drafts that were verified",
                    row -> String.valueOf(row.drafter().draftedTokens())),
            new Column<>("accepted", "how many of them the full model confirmed", DraftersPart::accepted),
            new Column<>(
                    "share of time",
                    "share of the decoding time that its drafting took, drafts that were dropped included",
                    row -> Figures.percent(row.drafter().timeShare())),
            column("saved", "steps of the full model that its accepted drafts saved", ByDrafter::saved),
            column("drafting", "time of its drafting", ByDrafter::drafting),
            column(
                    "verification",
                    "its share, by the number of drafts, of what verifying took more than plain steps",
                    ByDrafter::verification),
            new Column<>(
                    "net",
                    "saved less drafting and verification; negative is a loss",
                    row -> Steps.signed(row.drafter().net())));

    private DraftersPart() {}

    /** Empty where nothing drafted, or where the candidate does not tell of its rounds. */
    static Optional<Part> of(Candidate candidate) {
        List<DrafterRow> rows = new ArrayList<>();
        for (DraftRow row : candidate.draftRows()) {
            row.drafting().drafters().forEach(drafter -> rows.add(new DrafterRow(row.category(), drafter)));
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(Part.of(
                        "What each drafter gains and costs: " + candidate.name(),
                        sentences(candidate.draftRows().get(0).drafting().drafters()),
                        COLUMNS,
                        rows));
    }

    private static Column<DrafterRow> column(String name, String meaning, ToDoubleFunction<ByDrafter> value) {
        return new Column<>(name, meaning, row -> Steps.plain(value.applyAsDouble(row.drafter())));
    }

    private static String accepted(DrafterRow row) {
        ByDrafter drafter = row.drafter();
        return drafter.draftedTokens() == 0
                ? "0"
                : drafter.acceptedTokens() + " (" + Figures.percent(drafter.acceptanceRate()) + ")";
    }

    private static List<String> sentences(List<ByDrafter> drafters) {
        List<String> sentences = new ArrayList<>();
        drafters.stream()
                .max(Comparator.comparingDouble(ByDrafter::net))
                .filter(best -> best.net() > 0)
                .ifPresent(best -> sentences.add("The drafter %s gains most: %s plain steps a token."
                        .formatted(best.name(), Steps.plain(best.net()))));
        sentences.add("The last four columns are in plain steps for each token.");
        return sentences;
    }
}
