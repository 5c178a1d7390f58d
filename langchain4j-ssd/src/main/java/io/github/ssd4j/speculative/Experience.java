package io.github.ssd4j.speculative;

/** How often the drafts of one drafter are accepted where tokens are chosen in one way. Not thread-safe. */
final class Experience {

    /** Drafts that the mean remembers, and what it is before the first of them counts. */
    private static final int MEAN_OVER = 16;

    private static final double FIRST_MEAN = 0.75;
    private static final int FIRST_MEAN_WEIGHT = 2;

    /** What a new request keeps of older ones. */
    private static final double KEPT = 0.5;

    private final Calibration calibration = new Calibration();
    private double mean = FIRST_MEAN;
    private int meanWeight = FIRST_MEAN_WEIGHT;

    void startRequest() {
        calibration.fade(KEPT);
    }

    /** The probability that a draft of this confidence is accepted, if all before it are. */
    double acceptance(double confidence) {
        return calibration.acceptance(confidence);
    }

    /** The mean acceptance of the drafts of late, whose confidence was not known before they were made. */
    double mean() {
        return mean;
    }

    void add(double confidence, boolean accepted) {
        calibration.add(confidence, accepted);
        meanWeight = Math.min(meanWeight + 1, MEAN_OVER);
        mean += (calibration.acceptance(confidence) - mean) / meanWeight;
    }
}
