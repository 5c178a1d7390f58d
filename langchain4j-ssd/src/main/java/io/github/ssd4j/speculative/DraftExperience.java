package io.github.ssd4j.speculative;

/**
 * What drafting has cost and brought so far, with one model, machine and skip profile: what {@link CostOptimal} decides
 * by. Outlives a generation. Reads no clock and draws no chance. Not thread-safe.
 *
 * <p>Costs change: with the length of the context, with what else the machine does. So each kind of round is done again
 * now and then where the other kind is the rule, which costs below one percent of the time: while drafting pays, a plain
 * round at intervals that double up to {@value #MAX_PLAIN_INTERVAL} rounds; while it does not, a probe of one draft at
 * intervals that double from {@value #MIN_PROBE_INTERVAL} to {@value #MAX_PROBE_INTERVAL} rounds.
 */
final class DraftExperience {

    private static final int MAX_PLAIN_INTERVAL = 64;
    private static final int MIN_PROBE_INTERVAL = 16;
    private static final int MAX_PROBE_INTERVAL = 256;

    /** Before the first decision: one would not do, as the first passes of a kind are slower. */
    private static final int FIRST_PROBES = 2;

    /** Two drafts tell what each further one costs better than one does. */
    private static final int FIRST_PROBE_TOKENS = 2;

    /** Probes right after one another as long as they succeed, to notice sooner that the text became easy. */
    private static final int MAX_PROBES_IN_A_ROW = 4;

    /** Drafts that the mean acceptance remembers, and what it is before the first of them counts. */
    private static final int MEAN_OVER = 16;

    private static final double FIRST_MEAN = 0.75;
    private static final int FIRST_MEAN_WEIGHT = 2;

    private final RoundTimes times = new RoundTimes();
    private final Calibration calibration = new Calibration();
    private double meanAcceptance = FIRST_MEAN;
    private int meanWeight = FIRST_MEAN_WEIGHT;

    private int roundsSincePlain;
    private int plainInterval = 1;
    private int roundsSinceDraft;
    private int probeInterval = MIN_PROBE_INTERVAL;
    private int probesInARow;

    /**
     * What to do in a round.
     *
     * @param limit most tokens to draft; 0: a plain round
     * @param probe to draft up to the limit, whether it pays or not
     * @param speedUp of the best round over plain decoding, at least 1
     */
    record Plan(int limit, boolean probe, RoundCosts costs, double speedUp) {

        static final Plan PLAIN = new Plan(0, false, new RoundCosts(1, new double[] {1}), 1);

        private static Plan probe(int limit) {
            return new Plan(limit, true, PLAIN.costs, 1);
        }
    }

    Plan plan(int maxDraftTokens) {
        if (!times.knowPlainSteps()) {
            return Plan.PLAIN;
        }
        if (times.draftMeasurements() < FIRST_PROBES) {
            return Plan.probe(Math.min(FIRST_PROBE_TOKENS, maxDraftTokens));
        }
        RoundCosts costs = times.costs(maxDraftTokens);
        double speedUp = costs.bestSpeedUp(meanAcceptance);
        if (speedUp < RoundCosts.MIN_SPEED_UP) {
            return roundsSinceDraft >= roundsToNextProbe() ? Plan.probe(1) : Plan.PLAIN;
        }
        probeInterval = MIN_PROBE_INTERVAL;
        probesInARow = 0;
        return roundsSincePlain >= plainInterval ? Plan.PLAIN : new Plan(maxDraftTokens, false, costs, speedUp);
    }

    private int roundsToNextProbe() {
        return probesInARow > 0 ? 0 : probeInterval;
    }

    /** Adds the times of a round; {@code drafted} may be 0. */
    void recordTimes(int drafted, long draftNanos, long verifyNanos) {
        times.add(drafted, draftNanos, verifyNanos);
        if (drafted == 0) {
            roundsSincePlain = 0;
            roundsSinceDraft++;
            plainInterval = Math.min(2 * plainInterval, MAX_PLAIN_INTERVAL);
        } else {
            roundsSincePlain++;
            roundsSinceDraft = 0;
        }
    }

    /**
     * Adds the outcome of a round with drafts.
     *
     * @param confidences of the drafts, {@code drafted} of them
     */
    void recordOutcome(double[] confidences, int drafted, int accepted, boolean probe) {
        // The full model judged the drafts up to the first that it rejected.
        int judged = Math.min(drafted, accepted + 1);
        for (int i = 0; i < judged; i++) {
            calibration.add(confidences[i], i < accepted);
            meanWeight = Math.min(meanWeight + 1, MEAN_OVER);
            meanAcceptance += (calibration.acceptance(confidences[i]) - meanAcceptance) / meanWeight;
        }
        if (probe && times.draftMeasurements() > FIRST_PROBES) {
            probesInARow = accepted == drafted ? (probesInARow + 1) % MAX_PROBES_IN_A_ROW : 0;
            if (probesInARow == 0) {
                probeInterval = Math.min(2 * probeInterval, MAX_PROBE_INTERVAL);
            }
        }
    }

    Calibration calibration() {
        return calibration;
    }

    /** Of the drafts of late, in [0, 1]. */
    double meanAcceptance() {
        return meanAcceptance;
    }
}
