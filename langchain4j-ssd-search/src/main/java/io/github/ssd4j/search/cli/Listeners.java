package io.github.ssd4j.search.cli;

import io.github.ssd4j.search.SearchListener;
import io.github.ssd4j.search.Validation;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import java.util.List;

/** Tells several listeners. */
record Listeners(List<SearchListener> all) implements SearchListener {

    @Override
    public void onPhase(Phase phase) {
        all.forEach(listener -> listener.onPhase(phase));
    }

    @Override
    public void onProgress(Phase phase, int done, int total) {
        all.forEach(listener -> listener.onProgress(phase, done, total));
    }

    @Override
    public void onCosts(DraftCosts costs) {
        all.forEach(listener -> listener.onCosts(costs));
    }

    @Override
    public void onScore(int evaluations, Score score, Score best) {
        all.forEach(listener -> listener.onScore(evaluations, score, best));
    }

    @Override
    public void onValidation(Validation validation) {
        all.forEach(listener -> listener.onValidation(validation));
    }
}
