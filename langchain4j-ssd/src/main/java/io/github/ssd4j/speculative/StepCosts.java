package io.github.ssd4j.speculative;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What passes cost, in steps of plain decoding, learnt from the rounds of all conversations of an engine. Before anything was
 * measured it takes what is usual, and what was measured for some lengths is believed of the others as far as a line goes.
 *
 * <p>Each time is compared with the plain steps of the same request, as a step takes longer the longer the context is. Reads no
 * clock. Not thread-safe.
 */
final class StepCosts {

    /** What a verified draft adds to a pass at first, in plain steps: between kernels that add 0.01 and those that add 0.1. */
    static final double FIRST_SLOPE = 0.08;

    /** How many measured drafts the first slope is worth. */
    private static final double SLOPE_WEIGHT = 16;

    /** How many measurements of one length the line through all of them is worth. */
    private static final double LINE_WEIGHT = 2;

    private final Recent plain = new Recent();
    private final Map<Integer, Recent> verify = new HashMap<>();
    private final Map<String, Recent> draft = new HashMap<>();
    private double[] cached = {};

    /** A request begins, with another length of context. */
    void startRequest() {
        plain.clear();
    }

    /** Whether a plain step of this request was measured, so that other passes can be compared with it. */
    boolean knowsPlainStep() {
        return plain.size() > 0;
    }

    /** Adds the time of a pass over {@code drafted} drafts and one more token. What a coarse clock sees as 0 tells nothing. */
    void addVerification(int drafted, long nanos) {
        if (nanos <= 0) {
            return;
        }
        if (drafted == 0) {
            plain.add((double) nanos);
        } else if (knowsPlainStep()) {
            addRatio(drafted, nanos / plain.value());
        }
    }

    /** The first pass of a length prepares kernels, so its time is left out. */
    private void addRatio(int drafted, double ratio) {
        Recent measured = verify.get(drafted);
        if (measured == null) {
            verify.put(drafted, new Recent());
        } else {
            measured.add(ratio);
            cached = new double[0];
        }
    }

    /** Adds the mean time of {@code drafter}'s drafts in a round. */
    void addDraft(String drafter, double nanosPerDraft) {
        if (knowsPlainStep()) {
            draft.computeIfAbsent(drafter, name -> new Recent()).add(nanosPerDraft / plain.value());
        }
    }

    /** The cost of a draft; {@code otherwise} if it was never measured. */
    double draft(String drafter, double otherwise) {
        Recent measured = draft.get(drafter);
        return measured == null ? otherwise : measured.value();
    }

    /** How often the cost of a draft was measured, as far as it is remembered. */
    int draftMeasurements(String drafter) {
        Recent measured = draft.get(drafter);
        return measured == null ? 0 : measured.size();
    }

    /** v(k), the cost of verifying k drafts, for k from 0 to {@code most}; never decreasing. Not to be changed. */
    double[] verify(int most) {
        if (cached.length <= most) {
            cached = increasing(Math.max(most, 16));
        }
        return cached;
    }

    /** The least squares line through (0, 1), with the first slope as if it was measured. */
    double slope() {
        double products = SLOPE_WEIGHT * FIRST_SLOPE;
        double squares = SLOPE_WEIGHT;
        for (Map.Entry<Integer, Recent> entry : verify.entrySet()) {
            double k = entry.getKey();
            int count = entry.getValue().size();
            products += count == 0 ? 0 : count * k * (entry.getValue().value() - 1);
            squares += count * k * k;
        }
        return Math.max(0, products / squares);
    }

    private double[] increasing(int most) {
        double slope = slope();
        double[] costs = new double[most + 1];
        double[] weights = new double[most + 1];
        costs[0] = 1;
        weights[0] = 1e6; // the unit
        for (int k = 1; k <= most; k++) {
            Recent measured = verify.get(k);
            int count = measured == null ? 0 : measured.size();
            double sum = measured == null || count == 0 ? 0 : count * measured.value();
            weights[k] = LINE_WEIGHT + count;
            costs[k] = (LINE_WEIGHT * (1 + slope * k) + sum) / weights[k];
        }
        return poolAdjacentViolators(costs, weights);
    }

    /** More tokens never take less time: neighbours that say otherwise are noise and get their mean. */
    static double[] poolAdjacentViolators(double[] values, double[] weights) {
        double[] level = new double[values.length];
        double[] weight = new double[values.length];
        int[] size = new int[values.length];
        int pools = 0;
        for (int i = 0; i < values.length; i++) {
            level[pools] = values[i];
            weight[pools] = weights[i];
            size[pools] = 1;
            while (pools > 0 && level[pools - 1] > level[pools]) {
                double both = weight[pools - 1] + weight[pools];
                level[pools - 1] = (level[pools - 1] * weight[pools - 1] + level[pools] * weight[pools]) / both;
                weight[pools - 1] = both;
                size[pools - 1] += size[pools];
                pools--;
            }
            pools++;
        }
        double[] increasing = new double[values.length];
        int filled = 0;
        for (int pool = 0; pool < pools; pool++) {
            Arrays.fill(increasing, filled, filled + size[pool], level[pool]);
            filled += size[pool];
        }
        return increasing;
    }
}
