package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.SkipSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The set to ask for next: that of the highest {@link ExpectedImprovement} which a local search finds. It climbs by adding,
 * dropping and exchanging sub-layers, from the fastest sets so far and from random ones, over sets that were not asked for:
 * a known one has nothing to improve, and asking again would tell nothing.
 */
final class Acquisition {

    private static final int FASTEST = 3;
    private static final int RANDOM = 2;
    private static final int MOST_STEPS = 8;

    private final Exploration exploration;
    private final GaussianProcess process;
    private final double best;
    private @Nullable SkipSet found;
    private double improvement;

    private Acquisition(Exploration exploration, GaussianProcess process, double best) {
        this.exploration = exploration;
        this.process = process;
        this.best = best;
    }

    /**
     * The set, or null if everything around was asked for.
     *
     * @param process what is expected of a set
     */
    static @Nullable SkipSet next(Exploration exploration, GaussianProcess process, Observations observations) {
        Acquisition acquisition = new Acquisition(exploration, process, observations.best());
        observations.fastest(FASTEST).forEach(acquisition::climb);
        for (int i = 0; i < RANDOM; i++) {
            SkipSet start = exploration.newRandomSet();
            if (start != null) {
                acquisition.climb(start);
            }
        }
        return acquisition.found;
    }

    private void climb(SkipSet start) {
        SkipSet current = start;
        double top = Double.NEGATIVE_INFINITY;
        for (int step = 0; step < MOST_STEPS; step++) {
            List<SkipSet> around = List.copyOf(neighbours(current));
            List<GaussianProcess.Prediction> predictions =
                    process.predict(around.stream().map(Bits::of).toList());
            SkipSet next = null;
            for (int i = 0; i < around.size(); i++) {
                GaussianProcess.Prediction expected = predictions.get(i);
                double log = ExpectedImprovement.logOf(expected.mean(), expected.deviation(), best);
                if ((next == null && step == 0) || log > top) {
                    next = around.get(i);
                    top = log;
                }
            }
            if (next == null) {
                return;
            }
            if (found == null || top > improvement) {
                found = next;
                improvement = top;
            }
            current = next;
        }
    }

    /** All sets with one sub-layer more or less, and as many with one exchanged, if they were not asked for. */
    private Set<SkipSet> neighbours(SkipSet set) {
        Set<SkipSet> neighbours = new LinkedHashSet<>();
        int[] free = exploration.free();
        for (int subLayer : free) {
            addNew(toggled(set, subLayer), neighbours);
        }
        for (int i = 0; i < free.length; i++) {
            int one = free[exploration.random().nextInt(free.length)];
            int other = free[exploration.random().nextInt(free.length)];
            if (set.contains(one) != set.contains(other)) {
                addNew(toggled(toggled(set, one), other), neighbours);
            }
        }
        return neighbours;
    }

    private void addNew(SkipSet set, Set<SkipSet> sets) {
        if (!set.isEmpty() && !exploration.knows(set)) {
            sets.add(set);
        }
    }

    private static SkipSet toggled(SkipSet set, int subLayer) {
        return set.contains(subLayer) ? set.without(subLayer) : set.with(subLayer);
    }
}
