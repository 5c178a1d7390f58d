package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Improves a set by adding, dropping and exchanging single sub-layers, those first that look most promising by loss /
 * saved time; then does the same from places nearby. The losses are what is known at first, and each sub-layer's is
 * replaced by what it was seen to be in the company of the current set.
 */
final class LocalSearch {

    /** How many sub-layers are tried before one is added or dropped. */
    private static final int POOL = 8;

    /** How many exchanges are tried before a set counts as the best around. */
    private static final int SWAPS = 24;

    /** How many starts in a row may give no better set. */
    private static final int PATIENCE = 3;

    /** Of so many sub-layers drawn the most promising is exchanged. */
    private static final int TOURNAMENT = 3;

    /** Decides between sub-layers that do no harm: the one that saves more comes first. */
    private static final double LEAST_LOSS = 1e-3;

    private final Exploration exploration;
    private final double[] losses;

    /**
     * Of the sets that an exploration may ask for.
     *
     * @param losses what skipping each sub-layer costs, those of pinned ones do not matter; kept and changed
     */
    LocalSearch(Exploration exploration, double[] losses) {
        this.exploration = exploration;
        this.losses = losses;
    }

    /** The sub-layers that may be skipped, those first that do the least harm for the time they save. */
    List<Integer> order() {
        return promising(exploration.nothing());
    }

    /** Looks for better sets around this one, until nothing better is found from several starts. */
    void run(Score start) {
        Score best = climb(start);
        for (int failures = 0; failures < PATIENCE; failures++) {
            Score found = climb(exploration.score(perturbed(best.set())));
            if (found.speedUp() > best.speedUp()) {
                best = found;
                failures = -1;
            }
        }
    }

    private Score climb(Score start) {
        Score current = start;
        Score next = moved(current);
        while (next.speedUp() > current.speedUp()) {
            current = next;
            next = moved(current);
        }
        return current;
    }

    /** A better set one move away; the same if there is none. Exchanges are many, so they come last. */
    private Score moved(Score current) {
        List<UnaryOperator<Score>> moves = List.of(this::grown, this::shrunk, this::exchanged);
        for (UnaryOperator<Score> move : moves) {
            Score next = move.apply(current);
            if (next.speedUp() > current.speedUp()) {
                return next;
            }
        }
        return current;
    }

    private Score grown(Score current) {
        Score best = current;
        for (int subLayer : pool(promising(current.set()))) {
            Score next = exploration.score(current.set().with(subLayer));
            losses[subLayer] = Exploration.loss(next) - Exploration.loss(current);
            best = better(next, best);
        }
        return best;
    }

    private Score shrunk(Score current) {
        Score best = current;
        if (current.set().size() == 1) {
            return best;
        }
        for (int subLayer : pool(harmful(current.set()))) {
            Score next = exploration.score(current.set().without(subLayer));
            losses[subLayer] = Exploration.loss(current) - Exploration.loss(next);
            best = better(next, best);
        }
        return best;
    }

    /** The first exchange that helps: the pairs of the most harmful and the most promising come first. */
    private Score exchanged(Score current) {
        List<Integer> out = pool(harmful(current.set()));
        List<Integer> in = pool(promising(current.set()));
        int tried = 0;
        for (int sum = 0; sum < out.size() + in.size() - 1; sum++) {
            for (int i = Math.max(0, sum - in.size() + 1); i <= Math.min(sum, out.size() - 1); i++) {
                SkipSet set = current.set().without(out.get(i)).with(in.get(sum - i));
                Score next = exploration.score(set);
                if (next.speedUp() > current.speedUp()) {
                    return next;
                }
                if (++tried == SWAPS) {
                    return current;
                }
            }
        }
        return current;
    }

    /** The set with some sub-layers exchanged by chance, the likelier the more harmful and the more promising. */
    private SkipSet perturbed(SkipSet set) {
        SkipSet result = set;
        int exchanges = exploration.random().nextInt(2, 5);
        for (int i = 0; i < exchanges; i++) {
            List<Integer> out = harmful(result);
            List<Integer> in = promising(result);
            if (!in.isEmpty()) {
                result = result.with(drawn(in));
            }
            if (result.size() > 1 && !out.isEmpty()) {
                result = result.without(drawn(out));
            }
        }
        return result;
    }

    private int drawn(List<Integer> ordered) {
        int best = ordered.size() - 1;
        for (int i = 0; i < TOURNAMENT; i++) {
            best = Math.min(best, exploration.random().nextInt(ordered.size()));
        }
        return ordered.get(best);
    }

    private static Score better(Score next, Score best) {
        return next.speedUp() > best.speedUp() ? next : best;
    }

    private static List<Integer> pool(List<Integer> ordered) {
        return ordered.subList(0, Math.min(POOL, ordered.size()));
    }

    private List<Integer> promising(SkipSet set) {
        return IntStream.of(exploration.free())
                .filter(subLayer -> !set.contains(subLayer))
                .boxed()
                .sorted(Comparator.comparingDouble(this::harm))
                .toList();
    }

    private List<Integer> harmful(SkipSet set) {
        List<Integer> members = new ArrayList<>(set.stream().boxed().toList());
        members.sort(Comparator.comparingDouble(this::harm).reversed());
        return members;
    }

    private double harm(int subLayer) {
        return (losses[subLayer] + LEAST_LOSS) / exploration.savedBy(subLayer);
    }
}
