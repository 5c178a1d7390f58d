package io.github.ssd4j.speculative;

/**
 * How often a looked-up token is right before anything is known of the text: measured on greedy answers of SmolLM2-135M to six kinds
 * of questions (design/02). {@link Calibration} corrects it for the text at hand.
 */
final class LookUpOdds {

    // Element m - 1: the share of right tokens where m tokens match, the drafts before included.
    private static final double[] ONE_OCCURRENCE = {0.33, 0.52, 0.69, 0.73, 0.76, 0.79, 0.83, 0.90};
    private static final double[] UNANIMOUS = {0.60, 0.82, 0.84, 0.88, 0.89, 0.90, 0.91, 0.985};
    private static final double[] MAJORITY = {0.27, 0.38, 0.38, 0.38, 0.38, 0.38, 0.40, 0.53};
    private static final double MINORITY = 0.16;

    private LookUpOdds() {}

    /**
     * The confidence in a token.
     *
     * @param match how many tokens before it match, drafts of this block included; at least 1
     * @param agreeing occurrences that continue with it, at least 1
     * @param count all occurrences that agreed so far
     * @return in (0, 1)
     */
    static double confidence(int match, int agreeing, int count) {
        int row = Math.min(match, ONE_OCCURRENCE.length) - 1;
        if (count == 1) {
            return ONE_OCCURRENCE[row];
        }
        if (agreeing == count) {
            return UNANIMOUS[row];
        }
        return 2 * agreeing >= count ? MAJORITY[row] : MINORITY;
    }
}
