package io.github.ssd4j.search.scoring;

import io.github.ssd4j.speculative.LookUpReplay.Block;
import io.github.ssd4j.speculative.RoundCosts;
import java.util.List;

/**
 * Where look-up drafts in recorded answers, how far, and how many of its drafts are right. The rows are the positions of all answers
 * behind one another, as in {@link Acceptance}. No set of skipped sub-layers changes it.
 */
final class LookUpRounds {

    /** Look-up does not take part. */
    static final LookUpRounds NONE = new LookUpRounds(new int[0], new int[0]);

    private final int[] drafted;
    private final int[] right;

    private LookUpRounds(int[] drafted, int[] right) {
        this.drafted = drafted;
        this.right = right;
    }

    /**
     * Cuts each block where it is worth most, as the default draft policy does.
     *
     * @param blocks one for each row
     * @param speedUp S of the rounds, at least 1: what a plain step is worth in tokens
     */
    static LookUpRounds of(List<Block> blocks, RoundCosts costs, double speedUp) {
        double[] verify = costs.verify();
        int[] drafted = new int[blocks.size()];
        int[] right = new int[blocks.size()];
        for (int row = 0; row < drafted.length; row++) {
            Block block = blocks.get(row);
            drafted[row] = bestLength(block.confidences(), verify, speedUp);
            right[row] = Math.min(block.right(), drafted[row]);
        }
        return new LookUpRounds(drafted, right);
    }

    private static int bestLength(List<Double> confidences, double[] verify, double speedUp) {
        double tokens = 0;
        double reach = 1;
        double best = 0;
        int length = 0;
        for (int k = 1; k <= Math.min(confidences.size(), verify.length - 1); k++) {
            reach *= confidences.get(k - 1);
            tokens += reach;
            double gain = tokens - speedUp * (verify[k] - verify[0]);
            if (gain > best) {
                best = gain;
                length = k;
            }
        }
        return length;
    }

    /** How many tokens look-up drafts behind a row; 0: it has nothing that pays. */
    int drafted(int row) {
        return row < drafted.length ? drafted[row] : 0;
    }

    /** How many of them, from the first, are right. */
    int right(int row) {
        return right[row];
    }
}
