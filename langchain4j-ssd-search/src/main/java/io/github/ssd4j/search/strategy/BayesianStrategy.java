package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.SearchSpace;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.space.SkipSet;
import org.jspecify.annotations.Nullable;

/**
 * Bayesian optimisation: a {@link GaussianProcess} over the sub-layers as zeros and ones learns the speed of sets from the
 * scores so far, and the set with the highest {@link ExpectedImprovement} is asked for next. Sets of all sizes, drawn by
 * chance, come first.
 */
public final class BayesianStrategy implements SearchStrategy {

    /** Sets that are scored before the first model. */
    private static final int DESIGN = 16;

    /** The largest of these, as a share of the sub-layers; sizes grow with the square, as good sets are rather small. */
    private static final double MOST = 0.6;

    /** Scores after which the parameters of the model are chosen anew. */
    private static final int UPDATE_INTERVAL = 25;

    @Override
    public String name() {
        return "bayesian";
    }

    @Override
    public String description() {
        return "learns the speed of sets by a Gaussian process and asks for the highest expected improvement";
    }

    @Override
    public void search(SearchSpace space) {
        Exploration exploration = new Exploration(space);
        int free = exploration.free().length;
        Observations observations = new Observations();
        KernelChoice kernels = new KernelChoice(exploration.layers(), free);
        int chosenAt = 0;
        SkipSet next = design(exploration, 0);
        while (next != null) {
            observations.add(exploration.score(next));
            int count = observations.count();
            if (count < DESIGN) {
                next = design(exploration, count);
                continue;
            }
            if (count >= Math.min(2 * chosenAt, chosenAt + UPDATE_INTERVAL)) {
                kernels.update(observations.points(), observations.targets());
                chosenAt = count;
            }
            next = proposal(exploration, kernels, observations);
        }
    }

    private static @Nullable SkipSet design(Exploration exploration, int index) {
        int free = exploration.free().length;
        if (free == 0) {
            return null;
        }
        double share = (index + 1.0) / DESIGN;
        SkipSet set = exploration.randomSet(Math.max(1, (int) Math.ceil(MOST * share * share * free)));
        return exploration.knows(set) ? exploration.newRandomSet() : set;
    }

    private static @Nullable SkipSet proposal(
            Exploration exploration, KernelChoice kernels, Observations observations) {
        GaussianProcess process = kernels.process(observations.points(), observations.targets());
        SkipSet set = Acquisition.next(exploration, process, observations);
        return set == null ? exploration.newRandomSet() : set;
    }
}
