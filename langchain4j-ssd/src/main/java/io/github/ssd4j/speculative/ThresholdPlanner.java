package io.github.ssd4j.speculative;

/** One drafter, and a threshold that its confidence must reach to go on. */
final class ThresholdPlanner implements DraftPlanner {

    private final DraftPolicy policy;
    private final Drafter drafter;
    private AdaptiveThreshold.Estimate estimate;
    private int rounds;

    ThresholdPlanner(DraftPolicy.Threshold policy, Drafter drafter) {
        this(policy, drafter, new AdaptiveThreshold.Estimate(policy.threshold(), 0, 0));
    }

    ThresholdPlanner(AdaptiveThreshold policy, Drafter drafter) {
        this(policy, drafter, policy.start());
    }

    private ThresholdPlanner(DraftPolicy policy, Drafter drafter, AdaptiveThreshold.Estimate start) {
        this.policy = policy;
        this.drafter = drafter;
        this.estimate = start;
    }

    @Override
    public int maxDraftTokens() {
        return policy.maxDraftTokens();
    }

    @Override
    public void draft(DraftRun run) {
        run.turn(
                drafter,
                confidence -> confidence,
                r -> r.drafts().get(r.drafted() - 1).confidence() >= estimate.threshold());
    }

    @Override
    public void record(RoundOutcome outcome) {
        if (policy instanceof AdaptiveThreshold adaptive
                && outcome.drafted() > 0
                && ++rounds % adaptive.updateInterval() == 0) {
            estimate = adaptive.update(estimate, outcome.drafted(), outcome.accepted());
        }
    }
}
