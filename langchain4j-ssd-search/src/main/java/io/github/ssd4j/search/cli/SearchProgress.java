package io.github.ssd4j.search.cli;

import io.github.ssd4j.measurement.cli.Progress;
import io.github.ssd4j.measurement.report.Figures;
import io.github.ssd4j.search.SearchListener;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows a search in one line that is written over: the phase, how many sets, the best speed so far, the time left. */
final class SearchProgress implements SearchListener {

    private final long start = System.nanoTime();
    private final Progress progress;
    private final long budgetMillis;
    private @Nullable Score best;

    /** The time of the budget runs from now on. */
    SearchProgress(Progress progress, Duration budget) {
        this.progress = progress;
        this.budgetMillis = budget.toMillis();
    }

    @Override
    public void onPhase(Phase phase) {
        progress.begin();
        show(
                switch (phase) {
                    case LOAD -> "loading the model";
                    case CONTINUATIONS -> "answering the prompts";
                    case COSTS -> "timing what drafting costs";
                    case SEARCH -> "preparing to score";
                    case VALIDATION -> "measuring the best sets";
                });
    }

    @Override
    public void onProgress(Phase phase, int done, int total) {
        show(
                phase == Phase.VALIDATION
                        ? "measuring the best sets by generation, " + done + " of " + total + bestSoFar()
                        : "answering prompt " + done + " of " + total);
    }

    @Override
    public void onCosts(DraftCosts costs) {
        progress.say("A draft step saves %s of a plain step for an attention that it skips, %s for an MLP;"
                .formatted(Figures.number(costs.attention()), Figures.number(costs.mlp())));
        progress.say("to verify 1 to %s drafts takes %s plain steps."
                .formatted(
                        costs.maxDraftTokens(),
                        costs.verify().stream().skip(1).map(Figures::ratio).collect(Collectors.joining(" "))));
    }

    @Override
    public void onScore(int evaluations, Score score, Score best) {
        this.best = best;
        show(evaluations + (evaluations == 1 ? " set" : " sets") + " scored" + bestSoFar());
    }

    private String bestSoFar() {
        return best == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", best S %.3f (skips %d of %d)",
                        best.speedUp(),
                        best.set().size(),
                        best.set().subLayers());
    }

    private void show(String line) {
        long millis = (System.nanoTime() - start) / 1_000_000;
        long left = budgetMillis - millis;
        progress.status(
                Math.min(millis, budgetMillis - 1),
                budgetMillis,
                left > 0 ? line + ", " + Figures.duration(left / 1e3) + " left" : line);
    }
}
