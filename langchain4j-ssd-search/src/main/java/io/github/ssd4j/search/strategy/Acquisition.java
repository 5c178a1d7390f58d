package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.SkipSet;
import io.github.ssd4j.search.strategy.GaussianProcess.Prediction;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The set to ask for next: that of the highest {@link ExpectedImprovement} which a local search finds. It climbs by adding,
 * dropping and exchanging sub-layers, from the fastest sets so far and from a random one, over sets that were not asked for:
 * a known one has nothing to improve, and asking again would tell nothing.
 */
final class Acquisition {

    private static final int FASTEST = 3;
    private static final int MOST_STEPS = 8;

    private final Exploration exploration;
    private final GaussianProcess process;
    private final double target;
    private @Nullable Candidate found;

    private Acquisition(Exploration exploration, GaussianProcess process, double target) {
        this.exploration = exploration;
        this.process = process;
        this.target = target;
    }

    /**
     * The set, or null if everything around was asked for.
     *
     * @param process what is expected of a set
     */
    static @Nullable SkipSet next(Exploration exploration, GaussianProcess process, Observations observations) {
        Acquisition acquisition = new Acquisition(exploration, process, observations.best());
        observations.fastest(FASTEST).forEach(acquisition::climb);
        SkipSet elsewhere = exploration.newRandomSet();
        if (elsewhere != null) {
            acquisition.climb(elsewhere);
        }
        return acquisition.found == null ? null : acquisition.found.set();
    }

    private void climb(SkipSet start) {
        Candidate current = best(start);
        for (int step = 1; current != null; step++) {
            if (found == null || current.logImprovement() > found.logImprovement()) {
                found = current;
            }
            Candidate next = step < MOST_STEPS ? best(current.set()) : null;
            current = next != null && next.logImprovement() > current.logImprovement() ? next : null;
        }
    }

    /** The best around a set; null if all were asked for. */
    private @Nullable Candidate best(SkipSet set) {
        List<SkipSet> around = List.copyOf(neighbours(set));
        List<Prediction> predictions =
                process.predict(around.stream().map(Bits::of).toList());
        Candidate best = null;
        for (int i = 0; i < around.size(); i++) {
            Prediction expected = predictions.get(i);
            double log = ExpectedImprovement.logOf(expected.mean(), expected.deviation(), target);
            if (best == null || log > best.logImprovement()) {
                best = new Candidate(around.get(i), log);
            }
        }
        return best;
    }

    private record Candidate(SkipSet set, double logImprovement) {}

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
