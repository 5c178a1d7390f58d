package io.github.ssd4j.search.cli;

import io.github.ssd4j.search.SearchListener;
import io.github.ssd4j.search.Validation;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A search as a text file for people, a line for each set; appended to what is there. */
final class SearchLog implements SearchListener, AutoCloseable {

    private final PrintWriter log;

    /** Begins with the plan. */
    SearchLog(Path file, SearchPlan plan) throws IOException {
        log = new PrintWriter(
                Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), true);
        plan.toText(Integer.MAX_VALUE).lines().forEach(this::line);
    }

    /** Keeps a line with the time. */
    void line(String text) {
        log.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + "  " + text);
    }

    @Override
    public void onPhase(Phase phase) {
        line("phase " + phase.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void onCosts(DraftCosts costs) {
        line("costs at context %s, in plain steps: empty draft %s, an attention %s, an MLP %s, verify %s"
                .formatted(
                        costs.context(),
                        figures(List.of(costs.emptyDraft())),
                        figures(List.of(costs.attention())),
                        figures(List.of(costs.mlp())),
                        figures(costs.verify())));
    }

    @Override
    public void onScore(int evaluations, Score score, Score best) {
        line(String.format(Locale.ROOT, "%5d  %s%s", evaluations, describe(score), score.equals(best) ? "  *" : ""));
    }

    @Override
    public void onValidation(Validation validation) {
        line(String.format(
                Locale.ROOT,
                "measured S %.4f  c %.4f  tokens a round %.2f  identical %d of %d  plain %.1f tokens/s: %s",
                validation.measuredSpeedUp(),
                validation.measuredDraftCost(),
                validation.tokensPerRound(),
                validation.identicalAnswers(),
                validation.prompts(),
                validation.plainTokensPerSecond(),
                describe(validation.score())));
    }

    private static String describe(Score score) {
        return String.format(
                Locale.ROOT,
                "S %.4f  c %.4f  K %d  a %s  %s",
                score.speedUp(),
                score.draftCost(),
                score.draftTokens(),
                figures(score.agreement()),
                score.set());
    }

    private static String figures(List<Double> values) {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, "%.4f", value))
                .collect(Collectors.joining(" "));
    }

    @Override
    public void close() {
        log.close();
    }
}
