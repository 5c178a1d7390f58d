package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.HiddenStates;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SearchSpace;
import io.github.ssd4j.search.space.SearchStoppedException;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.space.SkipSet;
import io.github.ssd4j.speculative.RoundCosts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A model that exists as losses only: each sub-layer has one, neighbours another if both are skipped, and many of them more
 * than their sum. Agreement is e to the minus loss, in steps of 1/512 as it would be counted; hidden states remember which
 * sub-layers have run, and their similarity follows a distorted loss, as cosines do not quite tell agreement.
 */
final class SyntheticSpace implements SearchSpace {

    private static final int DEPTH = 6;

    /** Positions that an agreement would be counted on. */
    private static final double POSITIONS = 512;

    final List<SkipSet> asked = new ArrayList<>();
    private final Map<SkipSet, Score> scores = new HashMap<>();
    private final int layers;
    private final int limit;
    private final DraftCosts costs;
    private final double[] losses;
    private final double[] pairLosses;
    private final double[] distortions;
    private final SplittableRandom random;
    private int subLayersRun;
    final States states = new States();

    /**
     * A landscape and a search on it.
     *
     * @param landscape decides the losses
     * @param seed of {@link #random}
     */
    SyntheticSpace(int layers, long landscape, long seed, int limit) {
        this.layers = layers;
        this.limit = limit;
        this.random = new SplittableRandom(seed);
        this.costs =
                new DraftCosts(256, 1.02, 0.35 / layers, 0.5 / layers, List.of(1.0, 1.04, 1.07, 1.1, 1.14, 1.18, 1.22));
        SplittableRandom chance = new SplittableRandom(landscape);
        this.losses = new double[2 * layers];
        this.pairLosses = new double[2 * layers];
        this.distortions = new double[2 * layers];
        for (int i = 0; i < 2 * layers; i++) {
            double size = 0.12 / layers * Math.exp(0.9 * chance.nextGaussian()) * (SkipSet.isAttention(i) ? 1 : 1.6);
            losses[i] = SkipSet.layerOf(i) < 2 ? 3 : SkipSet.layerOf(i) == layers - 1 ? 4 * size : size;
            pairLosses[i] = 0.08 / layers * chance.nextGaussian();
            distortions[i] = Math.exp(0.4 * chance.nextGaussian());
        }
    }

    /** Runs a strategy until it ends or the budget is spent. */
    SyntheticSpace searchedBy(SearchStrategy strategy) {
        try {
            strategy.search(this);
        } catch (SearchStoppedException e) {
            // as SkipSearch would: what was found counts
        }
        return this;
    }

    double bestSpeedUp() {
        return scores.values().stream().mapToDouble(Score::speedUp).max().orElse(0);
    }

    /** The best of all sets there are: for few layers only. */
    Score optimum() {
        int[] free = IntStream.range(0, 2 * layers)
                .filter(subLayer -> !pinned().contains(subLayer))
                .toArray();
        return IntStream.range(1, 1 << free.length)
                .mapToObj(bits -> evaluate(SkipSet.of(
                        layers,
                        IntStream.range(0, free.length)
                                .filter(i -> (bits >> i & 1) == 1)
                                .map(i -> free[i])
                                .toArray())))
                .max(Comparator.comparingDouble(Score::speedUp))
                .orElseThrow();
    }

    @Override
    public int layers() {
        return layers;
    }

    @Override
    public Set<Integer> pinned() {
        return Set.of(0, 1);
    }

    @Override
    public double savedBy(int subLayer) {
        return costs.savedBy(subLayer);
    }

    @Override
    public Score score(SkipSet set) {
        asked.add(set);
        if (!scores.containsKey(set)) {
            spend();
            scores.put(set, evaluate(set));
        }
        return scores.get(set);
    }

    private void spend() {
        if (evaluations().done() >= limit) {
            throw new SearchStoppedException("budget spent");
        }
    }

    private Score evaluate(SkipSet set) {
        double loss = loss(set, new double[0]);
        List<Double> agreement = new ArrayList<>();
        RoundCosts rounds = costs.rounds(set);
        int bestDrafts = 1;
        double bestTokens = 1;
        for (int depth = 1; depth <= DEPTH; depth++) {
            double acceptance = Math.exp(-loss * (1 + 0.05 * depth));
            agreement.add(Math.round(acceptance * POSITIONS) / POSITIONS);
            double tokens = RoundCosts.tokensPerRound(agreement);
            if (depth == 1 || rounds.speedUp(tokens, depth) > rounds.speedUp(bestTokens, bestDrafts)) {
                bestDrafts = depth;
                bestTokens = tokens;
            }
        }
        return new Score(
                set, agreement, rounds.draft(), bestDrafts, bestTokens, rounds.speedUp(bestTokens, bestDrafts));
    }

    private double loss(SkipSet set, double[] weights) {
        double sum = 0;
        for (int i = 0; i < 2 * layers; i++) {
            if (set.contains(i)) {
                sum += losses[i] * (weights.length == 0 ? 1 : weights[i]);
                sum += i > 1 && set.contains(i - 1) ? pairLosses[i] : 0;
                sum += i > 1 && set.contains(i - 2) ? 0.5 * Math.abs(pairLosses[i - 1]) : 0;
            }
        }
        return Math.max(0, sum) * (1 + Math.max(0, sum));
    }

    @Override
    public HiddenStates hiddenStates() {
        return states;
    }

    @Override
    public Evaluations evaluations() {
        return new Evaluations(scores.size() + subLayersRun / (2 * layers), limit);
    }

    @Override
    public SplittableRandom random() {
        return random;
    }

    /** States that are lists of the sub-layers that have run. */
    final class States implements HiddenStates {

        private final Map<Integer, BitSet> alive = new HashMap<>(Map.of(EMBEDDINGS, new BitSet()));
        private int last;
        int mostAlive;

        /** States that the strategy has not freed, besides the embeddings. */
        int alive() {
            return alive.size() - 1;
        }

        @Override
        public int run(int state, int subLayer) {
            spend();
            subLayersRun++;
            BitSet ran = (BitSet) alive.get(state).clone();
            ran.set(subLayer);
            alive.put(++last, ran);
            mostAlive = Math.max(mostAlive, alive());
            return last;
        }

        @Override
        public double similarity(int state, int subLayer) {
            BitSet skipped = (BitSet) alive.get(state).clone();
            skipped.flip(0, subLayer + 1);
            double loss = loss(SkipSet.of(layers, skipped.stream().toArray()), distortions);
            return Math.exp(-0.5 * loss);
        }

        @Override
        public void free(int state) {
            if (state == EMBEDDINGS || alive.remove(state) == null) {
                throw new IllegalArgumentException("cannot be freed: " + state);
            }
        }

        @Override
        public void close() {
            alive.keySet().retainAll(Set.of(EMBEDDINGS));
        }
    }
}
