package io.github.ssd4j.speculative;

import io.github.ssd4j.internal.Ensure;

/**
 * A stop threshold that is steered towards a target acceptance rate (Draft &amp; Verify, section 3.4).
 *
 * <p>With m the smoothed acceptance rate of the rounds so far: if m is below the target, the threshold is raised by a
 * step, so that less certain tokens end the draft sooner; if the target is met and the draft ran to its full length,
 * it stays; else it is lowered by a step. The threshold moves to that new value smoothly and stays in [0, 1]. Unlike
 * the paper's code, m is corrected for its start at 0, which would otherwise read as "nothing was accepted".
 *
 * @param maxDraftTokens at least 1
 * @param initialThreshold in [0, 1]
 * @param updateInterval the threshold moves every {@code updateInterval} rounds with drafts, by the outcome of the last of
 *     them; at least 1
 * @param acceptanceSmoothing share of the old value in m, in [0, 1)
 * @param targetAcceptance in [0, 1]
 * @param thresholdStep in [0, 1]
 * @param thresholdSmoothing share of the old threshold in the new one, in [0, 1]
 */
public record AdaptiveThreshold(
        int maxDraftTokens,
        double initialThreshold,
        int updateInterval,
        double acceptanceSmoothing,
        double targetAcceptance,
        double thresholdStep,
        double thresholdSmoothing)
        implements DraftPolicy {

    public AdaptiveThreshold {
        Ensure.positive(maxDraftTokens, "maxDraftTokens");
        Ensure.between(initialThreshold, 0, 1, "initialThreshold");
        Ensure.positive(updateInterval, "updateInterval");
        Ensure.that(
                acceptanceSmoothing >= 0 && acceptanceSmoothing < 1,
                "acceptanceSmoothing must be at least 0 and less than 1, but is: %s",
                acceptanceSmoothing);
        Ensure.between(targetAcceptance, 0, 1, "targetAcceptance");
        Ensure.between(thresholdStep, 0, 1, "thresholdStep");
        Ensure.between(thresholdSmoothing, 0, 1, "thresholdSmoothing");
    }

    /** The defaults of the paper's code: start at 0.8, update each round, aim at an acceptance rate of 0.9. */
    public static AdaptiveThreshold withMaxDraftTokens(int maxDraftTokens) {
        return new AdaptiveThreshold(maxDraftTokens, 0.8, 1, 0.5, 0.9, 0.01, 0.9);
    }

    Estimate start() {
        return new Estimate(initialThreshold, 0, 0);
    }

    /** The estimate after a round with {@code drafted} drafts, at least one, of which {@code accepted} were kept. */
    Estimate update(Estimate old, int drafted, int accepted) {
        int updates = old.updates + 1;
        double smoothed = acceptanceSmoothing * old.smoothedAcceptance + (1 - acceptanceSmoothing) * accepted / drafted;
        double corrected = smoothed / (1 - Math.pow(acceptanceSmoothing, updates));
        double aim = old.threshold;
        if (corrected < targetAcceptance) {
            aim += thresholdStep;
        } else if (drafted < maxDraftTokens) {
            aim -= thresholdStep;
        }
        double threshold = thresholdSmoothing * old.threshold + (1 - thresholdSmoothing) * aim;
        return new Estimate(Math.max(0, Math.min(1, threshold)), smoothed, updates);
    }

    /**
     * What was learnt so far.
     *
     * @param threshold in [0, 1]
     * @param smoothedAcceptance m before its correction
     * @param updates rounds that went into it
     */
    record Estimate(double threshold, double smoothedAcceptance, int updates) {}
}
