package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.HiddenStates;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SearchSpace;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.space.SkipSet;
import java.util.List;

/**
 * Walks through the model once and keeps, for each amount of saved time, the set whose hidden states are most like the full
 * model's (KnapSpec, arXiv 2602.20217: attention and MLP are items of different weight, the value is the cosine); scores
 * these sets, as likeness only stands in for agreement, and improves the best by adding, dropping and exchanging.
 *
 * <p>The walk costs about 30 evaluations, however deep the model is.
 */
public final class KnapsackStrategy implements SearchStrategy {

    @Override
    public String name() {
        return "knapsack";
    }

    @Override
    public String description() {
        return "keeps the hidden states most like the full model's for each saving, then scores and improves these sets";
    }

    @Override
    public void search(SearchSpace space) {
        Exploration exploration = new Exploration(space);
        if (exploration.free().length == 0) {
            return;
        }
        KnapsackWalk walk = new KnapsackWalk(exploration);
        List<SkipSet> frontier;
        try (HiddenStates states = space.hiddenStates()) {
            frontier = walk.frontier(states);
        }
        Score best = exploration.bestOf(frontier);
        new LocalSearch(exploration, scaled(walk.losses(), best)).run(best);
    }

    /** Losses of likeness as losses of agreement, so that what is learned later can stand beside them. */
    private static double[] scaled(double[] losses, Score best) {
        double sum =
                best.set().stream().mapToDouble(subLayer -> losses[subLayer]).sum();
        double scale = sum > 0 ? Exploration.loss(best) / sum : 1;
        for (int i = 0; i < losses.length; i++) {
            losses[i] *= scale;
        }
        return losses;
    }
}
