package io.github.ssd4j.search.scoring;

/**
 * With what probability a draft is accepted, at each position of an answer and each depth in a round, if those before it in
 * the round were accepted.
 *
 * @param rows element [d - 1][i]: of the draft at depth d that position i of the answer makes, for the token after it. One
 *     element only: the same at all depths
 */
record Acceptance(double[][] rows) {

    double at(int position, int depth) {
        return rows[Math.min(depth, rows.length) - 1][position];
    }
}
