package io.github.ssd4j.search.space;

import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.measurement.speed.PassCosts;
import io.github.ssd4j.speculative.RoundCosts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * What drafting costs on one engine at one context length, measured, in steps of plain decoding. All layers have the same
 * shape, so one number stands for the attention of each and one for the MLP of each.
 *
 * @param context positions in the KV cache when it was measured
 * @param emptyDraft time of a draft step that skips nothing: about 1
 * @param attention what a draft step saves for each attention that it skips; more than 0
 * @param mlp what it saves for each MLP; more than 0
 * @param verify element k: time to verify k drafts; element 0 is 1
 */
public record DraftCosts(int context, double emptyDraft, double attention, double mlp, List<Double> verify) {

    /** A sub-layer takes some time, also where the noise says otherwise. */
    private static final double LEAST_SAVED = 0.0001;

    public DraftCosts {
        Ensure.positive(context, "context");
        Ensure.that(attention > 0, "attention must be more than 0, but is: %s", attention);
        Ensure.that(mlp > 0, "mlp must be more than 0, but is: %s", mlp);
        verify = List.copyOf(verify);
        Ensure.that(verify.size() > 1, "verify must have the cost of one draft at least, but is: %s", verify);
    }

    /**
     * From what was measured: a draft that skips nothing, one without any attention and one without any MLP, in this order.
     * Rounded to two digits, as a measurement has no more to say.
     */
    public static DraftCosts of(PassCosts costs, int layers) {
        double empty = costs.drafts().get(0);
        return new DraftCosts(
                costs.context(),
                rounded(empty),
                rounded(Math.max(LEAST_SAVED, (empty - costs.drafts().get(1)) / layers)),
                rounded(Math.max(LEAST_SAVED, (empty - costs.drafts().get(2)) / layers)),
                costs.verify().stream().map(DraftCosts::rounded).toList());
    }

    private static double rounded(double cost) {
        return BigDecimal.valueOf(cost)
                .round(new MathContext(cost < 1 ? 2 : 3, RoundingMode.HALF_UP))
                .doubleValue();
    }

    /** The most drafts a round whose cost is known. */
    public int maxDraftTokens() {
        return verify.size() - 1;
    }

    /** What a draft step saves when this sub-layer is skipped. */
    public double savedBy(int subLayer) {
        return SkipSet.isAttention(subLayer) ? attention : mlp;
    }

    /** Time of a draft step without these sub-layers: c. */
    public double draft(SkipSet set) {
        return emptyDraft - set.stream().mapToDouble(this::savedBy).sum();
    }

    /** The costs of rounds that draft without these sub-layers. */
    public RoundCosts rounds(SkipSet set) {
        return new RoundCosts(
                draft(set), verify.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
