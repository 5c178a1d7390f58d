package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SearchSpace;
import io.github.ssd4j.search.space.SkipSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a strategy has asked so far, and what it may ask: sets without pinned sub-layers, each once. It counts
 * for itself, so that a search that is resumed, whose first answers are free, takes the same way.
 */
final class Exploration {

    /** Sets of fewer cannot pay, as a draft then costs what a plain step costs. */
    private static final double FEWEST = 0.1;

    /** A draft that leaves out more has little to do with the model. */
    private static final double MOST = 0.7;

    /** Draws after which a part of the space counts as known. */
    private static final int DRAWS = 200;

    /** How many sets of a chain are scored before the best of them is refined. */
    private static final int COARSE = 12;

    private final SearchSpace space;
    private final int[] free;
    private final Map<SkipSet, Score> scores = new HashMap<>();

    Exploration(SearchSpace space) {
        this.space = space;
        this.free = IntStream.range(0, 2 * space.layers())
                .filter(subLayer -> !space.pinned().contains(subLayer))
                .toArray();
    }

    /** Sub-layers that may be skipped, ascending. */
    int[] free() {
        return free.clone();
    }

    int layers() {
        return space.layers();
    }

    double savedBy(int subLayer) {
        return space.savedBy(subLayer);
    }

    SplittableRandom random() {
        return space.random();
    }

    /** The set that skips nothing: a start for others, not to be scored. */
    SkipSet nothing() {
        return SkipSet.of(space.layers());
    }

    boolean knows(SkipSet set) {
        return scores.containsKey(set);
    }

    Score score(SkipSet set) {
        Score known = scores.get(set);
        if (known != null) {
            return known;
        }
        Score score = space.score(set);
        scores.put(set, score);
        return score;
    }

    /** A set that was not asked for yet, its size uniform over those that can pay; null if it finds none. */
    @Nullable
    SkipSet newRandomSet() {
        for (int draw = 0; draw < DRAWS && free.length > 0; draw++) {
            SkipSet set = randomSet();
            if (!knows(set)) {
                return set;
            }
        }
        return null;
    }

    private SkipSet randomSet() {
        int fewest = Math.max(1, (int) (FEWEST * free.length));
        int most = Math.max(fewest, (int) Math.ceil(MOST * free.length));
        return randomSet(random().nextInt(fewest, most + 1));
    }

    /** A set of so many sub-layers, from 1 to all that may be skipped; perhaps one that was asked for. */
    SkipSet randomSet(int size) {
        int[] order = free.clone();
        for (int i = 0; i < size; i++) {
            int other = random().nextInt(i, order.length);
            int drawn = order[other];
            order[other] = order[i];
            order[i] = drawn;
        }
        return SkipSet.of(space.layers(), IntStream.of(order).limit(size).toArray());
    }

    /**
     * The best of a chain of ever cheaper drafts. Speed falls first, as a draft that skips little costs nearly a plain
     * step, rises later and falls when the draft is no good any more: some sets are scored all along the chain, then those
     * around the best, ever closer.
     *
     * @param chain not empty
     */
    Score bestOf(List<SkipSet> chain) {
        int step = Math.max(1, chain.size() / COARSE);
        int top = step - 1;
        for (int i = top; i < chain.size(); i += step) {
            top = better(chain, i, top);
        }
        while (step > 1) {
            step = (step + 1) / 2;
            int middle = top;
            top = better(chain, Math.max(0, middle - step), top);
            top = better(chain, Math.min(chain.size() - 1, middle + step), top);
        }
        return score(chain.get(top));
    }

    private int better(List<SkipSet> chain, int candidate, int top) {
        return score(chain.get(candidate)).speedUp() > score(chain.get(top)).speedUp() ? candidate : top;
    }

    /**
     * How much a set spoils the draft: -log of the acceptance of a draft, all depths taken together (those accepted / those
     * whose predecessors were). For small losses it is about the sum of those of the sub-layers.
     */
    static double loss(Score score) {
        double accepted = 0;
        double tried = 0;
        double reach = 1;
        for (double acceptance : score.agreement()) {
            tried += reach;
            reach *= acceptance;
            accepted += reach;
        }
        return -Math.log(Math.max(accepted / tried, 1e-4));
    }
}
