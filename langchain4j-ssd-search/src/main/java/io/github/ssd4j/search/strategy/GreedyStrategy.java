package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.SearchSpace;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.space.SkipSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks for each sub-layer what skipping it alone costs, skips ever more of them in the order of loss / saved time, and
 * improves the best of these sets by adding, dropping and exchanging sub-layers in the company of the others.
 *
 * <p>With fewer than two evaluations for each sub-layer, neighbours of the same kind are asked for together at first.
 */
public final class GreedyStrategy implements SearchStrategy {

    @Override
    public String name() {
        return "greedy";
    }

    @Override
    public String description() {
        return "ranks sub-layers by what each of them costs and saves, then adds, drops and exchanges them";
    }

    @Override
    public void search(SearchSpace space) {
        Exploration exploration = new Exploration(space);
        if (exploration.free().length == 0) {
            return;
        }
        LocalSearch local = new LocalSearch(
                exploration, losses(exploration, space.evaluations().limit()));
        local.run(exploration.bestOf(prefixes(exploration.nothing(), local.order())));
    }

    /** The loss of every sub-layer that may be skipped; half of the evaluations are left for what follows. */
    private static double[] losses(Exploration exploration, int limit) {
        List<Integer> free = IntStream.of(exploration.free()).boxed().toList();
        int groupSize = Math.max(1, (int) Math.ceil(2.0 * free.size() / limit));
        double[] losses = new double[2 * exploration.layers()];
        for (List<Integer> kind : free.stream()
                .collect(Collectors.partitioningBy(SkipSet::isAttention))
                .values()) {
            for (int first = 0; first < kind.size(); first += groupSize) {
                share(exploration, kind.subList(first, Math.min(first + groupSize, kind.size())), losses);
            }
        }
        return losses;
    }

    private static void share(Exploration exploration, List<Integer> group, double[] losses) {
        SkipSet set = SkipSet.of(
                exploration.layers(), group.stream().mapToInt(Integer::intValue).toArray());
        double loss = Exploration.loss(exploration.score(set)) / group.size();
        group.forEach(subLayer -> losses[subLayer] = loss);
    }

    private static List<SkipSet> prefixes(SkipSet nothing, List<Integer> order) {
        List<SkipSet> prefixes = new ArrayList<>();
        SkipSet set = nothing;
        for (int subLayer : order) {
            set = set.with(subLayer);
            prefixes.add(set);
        }
        return prefixes;
    }
}
