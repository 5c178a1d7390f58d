package io.github.ssd4j.search.scoring;

/**
 * With what probability drafts on recorded answers are accepted, at each row and each depth in a round, if those before it
 * in the round were accepted. The rows are the positions of all answers behind one another.
 */
final class Acceptance {

    private final double[][] byDepth;

    /** Keeps the rows: element [d - 1][i] is of the draft at depth d that row i makes, for the token after it. */
    private Acceptance(double[][] byDepth) {
        this.byDepth = byDepth;
    }

    /** The same at all depths. */
    static Acceptance ofAllDepths(double... rows) {
        return new Acceptance(new double[][] {rows});
    }

    /** Element [d - 1][i] is of the draft at depth d that row i makes; deeper ones are as the deepest given. */
    static Acceptance byDepth(double[]... byDepth) {
        return new Acceptance(byDepth);
    }

    double at(int row, int depth) {
        return byDepth[Math.min(depth, byDepth.length) - 1][row];
    }
}
