package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.HiddenStates;
import io.github.ssd4j.search.space.SkipSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Dynamic programming over the sub-layers in the order in which they run. After each of them there is at most one cell for
 * every class of saved time: the set of skipped sub-layers that has lost least likeness to the full model for what it
 * saves, with its hidden states. From a cell, the next sub-layer is either run or skipped.
 */
final class KnapsackWalk {

    /** Classes of saved time; the walk runs the whole model about once for each of them. */
    private static final int CLASSES = 30;

    /** The share of what can be saved up to which sets are looked at. */
    private static final double MOST = 0.75;

    /** Decides between sets that lose nothing: the one that saves more is kept. */
    private static final double LEAST_LOSS = 1e-4;

    /** The class of the set that skips nothing, whose states are needed to the end. */
    private static final int FULL_MODEL = 0;

    private final Exploration exploration;
    private final Set<Integer> free;
    private final double mostSaved;
    private final double[] losses;

    KnapsackWalk(Exploration exploration) {
        this.exploration = exploration;
        this.free = IntStream.of(exploration.free()).boxed().collect(Collectors.toSet());
        double all = free.stream().mapToDouble(exploration::savedBy).sum();
        double one = free.stream().mapToDouble(exploration::savedBy).max().orElseThrow();
        this.mostSaved = Math.max(one, MOST * all);
        this.losses = new double[2 * exploration.layers()];
    }

    /** What skipping each sub-layer alone loses of the likeness right behind it; known after the walk. */
    double[] losses() {
        return losses.clone();
    }

    /** For each class of saved time that can be reached its set, ascending. */
    List<SkipSet> frontier(HiddenStates states) {
        Collection<Cell> cells = List.of(new Cell(HiddenStates.EMBEDDINGS, exploration.nothing(), 0, 0));
        double savable = 0;
        for (int subLayer = 0; subLayer < 2 * exploration.layers(); subLayer++) {
            savable += free.contains(subLayer) ? exploration.savedBy(subLayer) : 0;
            cells = best(states, cells, successors(states, cells, subLayer), savable);
        }
        return cells.stream().map(Cell::set).filter(set -> !set.isEmpty()).toList();
    }

    private List<Cell> successors(HiddenStates states, Collection<Cell> cells, int subLayer) {
        List<Cell> successors = new ArrayList<>();
        for (Cell cell : cells) {
            if (free.contains(subLayer)) {
                double loss = 1 - states.similarity(cell.state(), subLayer);
                double saved = cell.saved() + exploration.savedBy(subLayer);
                successors.add(new Cell(cell.state(), cell.set().with(subLayer), saved, loss));
                if (cell.set().isEmpty()) {
                    losses[subLayer] = loss;
                }
            }
            int state = states.run(cell.state(), subLayer);
            successors.add(new Cell(state, cell.set(), cell.saved(), 1 - states.similarity(state, subLayer)));
        }
        return successors;
    }

    /** The best cell of each class; the states of the others are freed. */
    private Collection<Cell> best(HiddenStates states, Collection<Cell> before, List<Cell> successors, double savable) {
        // as fine as so few sub-layers can be told apart at first: in wide classes, to skip one more hardly ever wins
        double classWidth = Math.min(savable, mostSaved) / CLASSES;
        Map<Integer, Cell> best = new TreeMap<>();
        for (Cell cell : successors) {
            if (cell.saved() <= mostSaved) {
                int savingClass =
                        cell.set().isEmpty() ? FULL_MODEL : Math.max(1, (int) Math.round(cell.saved() / classWidth));
                best.merge(savingClass, cell, (one, other) -> other.rate() < one.rate() ? other : one);
            }
        }
        Set<Integer> unused = new HashSet<>();
        before.forEach(cell -> unused.add(cell.state()));
        successors.forEach(cell -> unused.add(cell.state()));
        best.values().forEach(cell -> unused.remove(cell.state()));
        unused.remove(HiddenStates.EMBEDDINGS);
        unused.forEach(states::free);
        return best.values();
    }

    /**
     * A set of the sub-layers so far.
     *
     * @param state hidden states behind them
     * @param set what is skipped of them
     * @param saved time
     * @param loss 1 - cosine to the full model's states
     */
    private record Cell(int state, SkipSet set, double saved, double loss) {

        /** The sets of a class do not save quite the same: to compare their losses alone would prefer to skip nothing more. */
        double rate() {
            return (loss + LEAST_LOSS) / saved;
        }
    }
}
