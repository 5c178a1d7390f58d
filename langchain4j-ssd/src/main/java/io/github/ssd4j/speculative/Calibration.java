package io.github.ssd4j.speculative;

/**
 * How often drafts of a given confidence are accepted, by what was seen lately. Before anything was seen the confidence
 * itself is the answer. What all drafts show, that confidences are too high or too low by some factor, is then believed
 * of each bin of confidences, with the weight of a few observations beside its own.
 */
final class Calibration {

    private static final int BINS = 10;
    private static final double PRIOR_WEIGHT = 4;

    /** Share of what was seen before that an observation leaves: a bin, or all of them, remember the last 32 or so. */
    private static final double KEPT = 1 - 1.0 / 32;

    private final double[] accepted = new double[BINS];
    private final double[] observed = new double[BINS];
    private double allAccepted;
    private double allConfidence;

    /**
     * The probability that a draft is accepted, if all before it are.
     *
     * @param confidence of the draft in its token, in [0, 1]
     */
    double acceptance(double confidence) {
        int bin = bin(confidence);
        double factor = (PRIOR_WEIGHT + allAccepted) / (PRIOR_WEIGHT + allConfidence);
        double prior = Math.min(1, confidence * factor);
        return (PRIOR_WEIGHT * prior + accepted[bin]) / (PRIOR_WEIGHT + observed[bin]);
    }

    /** Adds a draft that the full model judged. Drafts after a rejected one were not judged. */
    void add(double confidence, boolean wasAccepted) {
        int bin = bin(confidence);
        int one = wasAccepted ? 1 : 0;
        accepted[bin] = KEPT * accepted[bin] + one;
        observed[bin] = KEPT * observed[bin] + 1;
        allAccepted = KEPT * allAccepted + one;
        allConfidence = KEPT * allConfidence + confidence;
    }

    /** Forgets in part: the next text may be of another kind. {@code share}, in [0, 1], is what remains. */
    void fade(double share) {
        for (int bin = 0; bin < BINS; bin++) {
            accepted[bin] *= share;
            observed[bin] *= share;
        }
        allAccepted *= share;
        allConfidence *= share;
    }

    private static int bin(double confidence) {
        return Math.min((int) (confidence * BINS), BINS - 1);
    }
}
