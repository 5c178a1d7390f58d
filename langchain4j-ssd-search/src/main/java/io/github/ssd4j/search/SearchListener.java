package io.github.ssd4j.search;

import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;

/** Hears how a search goes; called on the searching thread, between its steps. Whatever it throws ends the search. */
public interface SearchListener {

    /** Hears nothing. */
    SearchListener NONE = new SearchListener() {};

    /** The parts of a search, in order. */
    enum Phase {
        /** The weights are brought to the device. */
        LOAD,
        /** The full model answers the prompts. */
        CONTINUATIONS,
        /** Passes of the decoder are timed. */
        COSTS,
        /** The strategy asks for scores. */
        SEARCH,
        /** The best sets generate on other prompts. */
        VALIDATION
    }

    /** A phase begins. */
    default void onPhase(Phase phase) {}

    /**
     * A step is done of {@link Phase#CONTINUATIONS} or {@link Phase#VALIDATION}; of the others it is not told.
     *
     * @param done steps, from 1 to {@code total}
     */
    default void onProgress(Phase phase, int done, int total) {}

    /** What drafting costs here; told once, before the search. */
    default void onCosts(DraftCosts costs) {}

    /**
     * A set was scored, now or by the interrupted search that is resumed.
     *
     * @param evaluations distinct sets scored so far, from 1; what a strategy spends on hidden states is not among them
     * @param score of the set
     * @param best of all scores so far, this one included
     */
    default void onScore(int evaluations, Score score, Score best) {}

    /** One of the best sets was measured. */
    default void onValidation(Validation validation) {}
}
