package io.github.ssd4j.search.scoring;

import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.HiddenStates;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SearchSpace;
import io.github.ssd4j.search.space.SearchStoppedException;
import io.github.ssd4j.search.space.SkipSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The search space of a model that is loaded: scores sets, remembers them, and ends the search when it must. */
public final class ModelSpace implements SearchSpace {

    /** How many of the first layers are suspected of carrying the whole model. */
    private static final int SUSPECTED_LAYERS = 2;

    /** A sub-layer of theirs may be skipped if this share of tokens does without it. */
    private static final double HARMLESS_AGREEMENT = 0.9;

    private final AgreementScorer scorer;
    private final DraftCosts costs;
    private final Map<SkipSet, Score> known;
    private final Limits limits;
    private final Consumer<Score> onScore;
    private final SplittableRandom random;
    private final Map<SkipSet, Score> scores = new LinkedHashMap<>();
    private final Set<Integer> pinned = new HashSet<>();
    private int subLayerRuns;

    /**
     * What ends a search.
     *
     * @param evaluations the most there may be
     * @param stop asked before each evaluation
     */
    public record Limits(int evaluations, BooleanSupplier stop) {}

    /**
     * Starts with nothing scored.
     *
     * @param known scores of an earlier search with the same scorer; they count as evaluations when they are asked for
     * @param onScore hears of each distinct set once
     */
    public ModelSpace(
            AgreementScorer scorer,
            DraftCosts costs,
            Map<SkipSet, Score> known,
            Limits limits,
            long seed,
            Consumer<Score> onScore) {
        this.scorer = scorer;
        this.costs = costs;
        this.known = Map.copyOf(known);
        this.limits = limits;
        this.onScore = onScore;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Scores each sub-layer of the first two layers alone and pins those that the model cannot do without: in most models
     * removing one of them ruins everything.
     */
    public void pinFirstLayers() {
        for (int subLayer = 0; subLayer < 2 * Math.min(SUSPECTED_LAYERS, layers() - 1); subLayer++) {
            if (score(SkipSet.of(layers(), subLayer)).agreement().get(0) < HARMLESS_AGREEMENT) {
                pinned.add(subLayer);
            }
        }
    }

    @Override
    public int layers() {
        return scorer.subLayers() / 2;
    }

    @Override
    public Set<Integer> pinned() {
        return Set.copyOf(pinned);
    }

    @Override
    public double savedBy(int subLayer) {
        return costs.savedBy(subLayer);
    }

    @Override
    public Score score(SkipSet set) {
        Ensure.that(!set.isEmpty(), "a set that skips nothing cannot be scored");
        Ensure.that(
                set.subLayers() == scorer.subLayers(),
                "the set is of a model with %s sub-layers, but this one has %s",
                set.subLayers(),
                scorer.subLayers());
        Score score = scores.get(set);
        if (score == null) {
            requireBudget();
            score = Optional.ofNullable(known.get(set)).orElseGet(() -> scorer.score(set));
            scores.put(set, score);
            onScore.accept(score);
        }
        return score;
    }

    private void requireBudget() {
        if (limits.stop().getAsBoolean()) {
            throw new SearchStoppedException("the search was stopped");
        }
        if (evaluations().done() >= limits.evaluations()) {
            throw new SearchStoppedException("all evaluations are used");
        }
    }

    @Override
    public Evaluations evaluations() {
        return new Evaluations(scores.size() + subLayerRuns / scorer.subLayers(), limits.evaluations());
    }

    @Override
    public SplittableRandom random() {
        return random;
    }

    @Override
    public HiddenStates hiddenStates() {
        return new States();
    }

    /** All scores, in the order in which they were asked for. */
    public List<Score> scores() {
        return List.copyOf(scores.values());
    }

    /** The best sets by predicted speed, the best one first; of equally fast ones that which skips less. */
    public List<Score> best(int count) {
        return scores.values().stream()
                .sorted(Comparator.comparingDouble(Score::speedUp)
                        .reversed()
                        .thenComparingInt(score -> score.set().size()))
                .limit(count)
                .toList();
    }

    private final class States implements HiddenStates {

        /** The caller's numbers are indices of this list. */
        private final List<Integer> states = new ArrayList<>(List.of(scorer.embeddings()));

        private final Set<Integer> alive = new HashSet<>(Set.of(EMBEDDINGS));

        @Override
        public int run(int state, int subLayer) {
            requireAlive(state);
            requireBudget();
            subLayerRuns++;
            states.add(scorer.run(states.get(state), subLayer));
            alive.add(states.size() - 1);
            return states.size() - 1;
        }

        @Override
        public double similarity(int state, int subLayer) {
            requireAlive(state);
            return scorer.similarity(states.get(state), subLayer);
        }

        @Override
        public void free(int state) {
            requireAlive(state);
            Ensure.that(state != EMBEDDINGS, "the embeddings cannot be freed");
            alive.remove(state);
            scorer.free(states.get(state));
        }

        private void requireAlive(int state) {
            Ensure.that(alive.contains(state), "there is no hidden state %s", state);
        }

        @Override
        public void close() {
            alive.remove(EMBEDDINGS);
            alive.forEach(state -> scorer.free(states.get(state)));
            alive.clear();
        }
    }
}
