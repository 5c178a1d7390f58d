package io.github.ssd4j.search.strategy;

import java.util.List;

/**
 * The parameters of a {@link SkipKernel} and the noise that make the scores likeliest (Rasmussen &amp; Williams 2006, section
 * 5.4.1), of a small grid: one parameter after the other, starting where the last choice ended. The variance of the signal
 * follows from the others.
 */
final class KernelChoice {

    /** Differing sub-layers, as shares of those of the kind. */
    private static final double[] MEMBER_SCALES = {0.06, 0.12, 0.25, 0.5, 1, 2, 4, 8};

    private static final double[] MEMBERS_SHARES = {0.25, 0.5, 0.75, 0.9, 0.97};

    /** As shares of the sub-layers that may be skipped. */
    private static final double[] SIZE_SCALES = {0.05, 0.1, 0.2, 0.4, 0.8};

    private static final double[] NOISES = {1e-5, 1e-4, 1e-3, 1e-2, 0.1};

    private static final double[][] GRID = {MEMBER_SCALES, MEMBER_SCALES, MEMBERS_SHARES, SIZE_SCALES, NOISES};

    private final int layers;
    private final int free;
    private int[] chosen = {4, 4, 2, 2, 2};

    /**
     * Starts in the middle of the grid.
     *
     * @param free sub-layers that may be skipped
     */
    KernelChoice(int layers, int free) {
        this.layers = layers;
        this.free = free;
    }

    /** Chooses for these points and targets. */
    void update(List<Bits> points, double[] targets) {
        double best = process(chosen, points, targets).logLikelihood();
        for (int parameter = 0; parameter < GRID.length; parameter++) {
            int[] other = chosen.clone();
            for (int i = 0; i < GRID[parameter].length; i++) {
                other[parameter] = i;
                double likelihood = process(other, points, targets).logLikelihood();
                if (likelihood > best) {
                    best = likelihood;
                    chosen = other.clone();
                }
            }
        }
    }

    /** A process with the parameters of the last choice. */
    GaussianProcess process(List<Bits> points, double[] targets) {
        return process(chosen, points, targets);
    }

    private GaussianProcess process(int[] choice, List<Bits> points, double[] targets) {
        double ofKind = free / 2.0;
        SkipKernel kernel = new SkipKernel(
                layers,
                GRID[0][choice[0]] * ofKind,
                GRID[1][choice[1]] * ofKind,
                GRID[2][choice[2]],
                GRID[3][choice[3]] * free);
        return new GaussianProcess(kernel, GRID[4][choice[4]], points, targets);
    }
}
