package io.github.ssd4j.measurement.speed;

import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.RoundCosts;
import java.util.List;

/**
 * What passes take at one context length, in steps of plain decoding.
 *
 * @param context positions in the KV cache when it was measured
 * @param drafts time of a draft step with each of the profiles that were measured
 * @param verify element k: time to verify k drafts; element 0 is 1
 */
public record PassCosts(int context, List<Double> drafts, List<Double> verify) {

    public PassCosts {
        Ensure.positive(context, "context");
        drafts = List.copyOf(drafts);
        verify = List.copyOf(verify);
        Ensure.that(!verify.isEmpty(), "verify must have the cost of a plain step at least, but is empty");
    }

    /** The costs of rounds that draft with one of the profiles. */
    public RoundCosts rounds(int profile) {
        return new RoundCosts(
                drafts.get(profile),
                verify.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
