package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.HiddenStates;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SearchSpace;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.space.SkipSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Packs a knapsack: for each amount of saved time, which sub-layers may be left out so that the hidden states stay closest to
 * the full model's? Attention and MLP are items of different weight (KnapSpec, arXiv 2602.20217); the dynamic program
 * walks through the network once and keeps for each amount the partial draft with the highest cosine similarity (as CLaSp,
 * arXiv 2505.24196, does for whole layers).
 *
 * <p>Similarity is not agreement, so the best drafts of all amounts are scored, and the best of these is improved by single
 * moves.
 */
public final class KnapsackStrategy implements SearchStrategy {

    private static final int MOST_AMOUNTS = 24;
    private static final int FEWEST_AMOUNTS = 4;

    /** A share of the evaluations that the walk may take. */
    private static final int BUDGET_PARTS = 3;

    @Override
    public String name() {
        return "knapsack";
    }

    @Override
    public String description() {
        return "walks through the network once and keeps, for each saving, the draft whose hidden states stay closest";
    }

    @Override
    public void search(SearchSpace space) {
        Exploration exploration = new Exploration(space);
        if (exploration.free().length == 0) {
            return;
        }
        int limit = space.evaluations().limit();
        int amounts = Math.max(FEWEST_AMOUNTS, Math.min(MOST_AMOUNTS, limit / BUDGET_PARTS));
        List<SkipSet> frontier = frontier(space, exploration, amounts);
        Score best = frontier.stream()
                .map(exploration::score)
                .max(Comparator.comparingDouble(Score::speedUp))
                .orElseThrow();
        new LocalSearch(exploration, losses(exploration, frontier)).run(best);
    }

    /**
     * A draft of the sub-layers so far.
     *
     * @param saved time that it saves
     * @param state after the last sub-layer; drafts that skip it share the state with the one before it
     */
    private record Partial(SkipSet set, double saved, int state, double similarity) {}

    /** The closest draft for each amount of saved time, the least first; none that skips nothing. */
    private static List<SkipSet> frontier(SearchSpace space, Exploration exploration, int amounts) {
        Set<Integer> free = new HashSet<>();
        double all = 0;
        for (int subLayer : exploration.free()) {
            free.add(subLayer);
            all += space.savedBy(subLayer);
        }
        double width = all / amounts;
        try (HiddenStates states = space.hiddenStates()) {
            Map<Integer, Partial> partials =
                    Map.of(0, new Partial(exploration.nothing(), 0, HiddenStates.EMBEDDINGS, 1));
            for (int subLayer = 0; subLayer < 2 * space.layers(); subLayer++) {
                partials = next(partials.values(), subLayer, free.contains(subLayer), width, space, states);
            }
            return partials.values().stream()
                    .map(Partial::set)
                    .filter(set -> !set.isEmpty())
                    .toList();
        }
    }

    private static Map<Integer, Partial> next(
            Collection<Partial> partials,
            int subLayer,
            boolean free,
            double width,
            SearchSpace space,
            HiddenStates states) {
        Map<Integer, Partial> next = new TreeMap<>();
        Set<Integer> alive = new HashSet<>();
        for (Partial partial : partials) {
            int state = states.run(partial.state(), subLayer);
            alive.add(partial.state());
            alive.add(state);
            keep(next, width, new Partial(partial.set(), partial.saved(), state, states.similarity(state, subLayer)));
            if (free) {
                keep(
                        next,
                        width,
                        new Partial(
                                partial.set().with(subLayer),
                                partial.saved() + space.savedBy(subLayer),
                                partial.state(),
                                states.similarity(partial.state(), subLayer)));
            }
        }
        next.values().forEach(partial -> alive.remove(partial.state()));
        alive.remove(HiddenStates.EMBEDDINGS);
        alive.forEach(states::free);
        return next;
    }

    private static void keep(Map<Integer, Partial> best, double width, Partial partial) {
        // The draft that skips nothing has an amount of its own: it is the way to all that skip late.
        int amount = partial.set().isEmpty() ? 0 : 1 + (int) (partial.saved() / width);
        best.merge(amount, partial, (old, other) -> other.similarity() > old.similarity() ? other : old);
    }

    /** What is known of single sub-layers: those that many of the closest drafts leave out do little harm. */
    private static double[] losses(Exploration exploration, List<SkipSet> frontier) {
        double[] losses = new double[2 * exploration.layers()];
        for (int subLayer : exploration.free()) {
            long kept = frontier.stream().filter(set -> !set.contains(subLayer)).count();
            losses[subLayer] = exploration.savedBy(subLayer) * kept / frontier.size();
        }
        return losses;
    }
}
