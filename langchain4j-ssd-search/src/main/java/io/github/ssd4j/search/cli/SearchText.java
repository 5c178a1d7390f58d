package io.github.ssd4j.search.cli;

import io.github.ssd4j.measurement.report.Figures;
import io.github.ssd4j.measurement.report.Table;
import io.github.ssd4j.search.SearchReport;
import io.github.ssd4j.search.Validation;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.speculative.DrafterKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a search found, for a terminal: the measured sets, and what to make of them. */
final class SearchText {

    private static final String NOTES = """
            c: time of a draft step; a: share of drafts confirmed at depth 1, 2, ...; K: drafts a round;
            S: speed; %s is 1. Held out: S predicted for the prompts that S is measured with.
            Same: answers that equal those of plain decoding, token for token.
            """;

    private final SearchReport report;

    SearchText(SearchReport report) {
        this.report = report;
    }

    /** The table and the sets; empty if nothing was measured. */
    String toText() {
        List<Validation> validations = report.validations();
        if (validations.isEmpty()) {
            return "";
        }
        Table table =
                new Table("set", "skips", "c", "measured", "a", "K", "S", "held out", "measured", "median", "same");
        StringBuilder sets = new StringBuilder();
        for (int i = 0; i < validations.size(); i++) {
            Validation validation = validations.get(i);
            Score score = validation.score();
            table.row(
                    String.valueOf(i + 1),
                    score.set().size() + " of " + score.set().subLayers(),
                    Figures.ratio(score.draftCost()),
                    Figures.ratio(validation.measuredDraftCost()),
                    score.agreement().stream().map(Figures::ratio).collect(Collectors.joining(" ")),
                    String.valueOf(score.draftTokens()),
                    Figures.ratio(score.speedUp()),
                    Figures.ratio(validation.heldOut().speedUp()),
                    Figures.ratio(validation.measuredSpeedUp()),
                    Figures.ratio(validation.medianSpeedUp()),
                    same(validation));
            sets.append("set ").append(i + 1).append(": ").append(score.set()).append('\n');
        }
        return table.toText() + "\n" + sets + "\n"
                + NOTES.formatted(report.subject().baseline()) + "\n"
                + "Plain decoding: " + Figures.number(validations.get(0).plainTokensPerSecond()) + " tokens/s. "
                + report.scores().size() + " sets scored"
                + (report.stopped() ? "; the search was ended before its strategy was done" : "") + ".\n";
    }

    /** Sampled answers differ from run to run, so only greedy ones are compared. */
    private String same(Validation validation) {
        return report.subject().temperature() > 0 ? "-" : validation.identicalAnswers() + " of " + validation.prompts();
    }

    /** The profile pays, or is wanted anyway, and was saved. */
    String saved(Validation validation, Path model, Path file, String name) {
        String speed = Figures.ratio(validation.measuredSpeedUp());
        String verdict = report.profile(name).isPresent()
                ? "Saved as %s in %s: %s times the speed of %s, measured on other prompts."
                        .formatted(name, file, speed, report.subject().baseline())
                : "Saved as %s in %s, as asked, though it does not pay: %s times the speed of %s."
                        .formatted(name, file, speed, report.subject().baseline());
        return verdict + """

                In Java: SsdEngine.builder().model(Path.of("%1$s"))
                             .skipProfilesFile(Path.of("%2$s")).skipProfile("%3$s")
                Spring:  langchain4j.ssd.speculative.skip-profiles-location=file:%2$s
                         langchain4j.ssd.speculative.skip-profile=%3$s
                """.formatted(model, file, name);
    }

    /** Nothing was saved. */
    String notSaved() {
        if (report.best().isEmpty()) {
            return """
                    The search ended before a set could be measured; nothing saved.
                    The same command goes on from there. If it was the budget that ended it, allow more.
                    """;
        }
        double speedUp = report.best().orElseThrow().measuredSpeedUp();
        return String.format(
                Locale.ROOT, """
                No set pays on this machine: the best gives %.2f of the speed of %s; nothing saved.
                To be saved, it would have to give more than %.2f. %s
                """, speedUp, report.subject().baseline(), report.minSpeedUp(), advice(speedUp));
    }

    private String advice(double speedUp) {
        if (DrafterKind.parse(report.subject().drafters()).contains(DrafterKind.LOOK_UP)) {
            return "Without a profile the engine drafts by look-up.";
        }
        return speedUp < 1
                ? "Plain decoding is faster here: set speculative=false,\n"
                        + "or leave the default draft policy without a profile."
                : "Plain decoding is about as fast here.";
    }
}
