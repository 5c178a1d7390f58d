package io.github.ssd4j.search.space;

import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a {@link SearchStrategy} may ask. The space remembers every score and the best of them; to ask again for a known
 * one is free. Use it from the thread that the strategy was called on.
 */
public interface SearchSpace {

    /** Layers of the model; it has two sub-layers for each, numbered as {@link SkipSet} says. */
    int layers();

    /** Sub-layers that are never to be skipped. */
    Set<Integer> pinned();

    /** What a draft step saves when this sub-layer is skipped, in steps of plain decoding; more than 0. */
    double savedBy(int subLayer);

    /**
     * Scores a set that skips at least one sub-layer. Deterministic: the same set has the same score.
     *
     * @throws SearchStoppedException if a new evaluation would exceed the budget, or the user has stopped the search;
     *     a strategy lets it pass
     */
    Score score(SkipSet set);

    /**
     * The hidden states of the calibration positions, to run the model from any of them. Running one sub-layer counts as
     * one of {@code 2 * layers} parts of an evaluation.
     */
    HiddenStates hiddenStates();

    /** Evaluations that were made, and those that may be made altogether. */
    Evaluations evaluations();

    /** The only source of chance, so that a seed gives the same search. */
    SplittableRandom random();

    /**
     * How much of the budget is used.
     *
     * @param done evaluations so far, remembered ones not counted
     * @param limit of evaluations; {@link Integer#MAX_VALUE} if only time limits them
     */
    record Evaluations(int done, int limit) {}
}
