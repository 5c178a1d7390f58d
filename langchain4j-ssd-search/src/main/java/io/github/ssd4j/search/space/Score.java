package io.github.ssd4j.search.space;

import io.github.ssd4j.internal.Ensure;
import java.util.List;

/**
 * What a set of skipped sub-layers is worth, by the costs of this engine and the agreement on the calibration prompts.
 *
 * @param set what is skipped
 * @param agreement element d - 1: the share of drafts at depth d that the full model confirms, of those whose
 *     predecessors in the round it confirmed; where sampling, the mean probability of that. At least one element
 * @param draftCost time of a draft step, in steps of plain decoding
 * @param draftTokens the number of drafts a round that gives the highest speed, at least 1
 * @param tokensPerRound expected tokens of such a round, at least 1
 * @param speedUp expected speed with it over the baseline, which is look-up alone or, where look-up takes no part, plain decoding;
 *     below 1 if drafting with the set does not pay
 */
public record Score(
        SkipSet set, List<Double> agreement, double draftCost, int draftTokens, double tokensPerRound, double speedUp) {

    public Score {
        Ensure.notNull(set, "set");
        agreement = List.copyOf(agreement);
        Ensure.that(!agreement.isEmpty(), "agreement cannot be empty");
        Ensure.positive(draftTokens, "draftTokens");
    }
}
