package io.github.ssd4j.speculative;

import org.jspecify.annotations.Nullable;

/** One drafter, and a threshold that its confidence must reach to go on. */
final class ThresholdPlanner implements DraftPlanner {

    private final DraftPolicy policy;
    private final @Nullable Drafter drafter;
    private final String model;
    private AdaptiveThreshold.Estimate estimate;
    private int rounds;

    /** With a drafter that needs no passes. */
    static ThresholdPlanner of(DraftPolicy policy, Drafter drafter) {
        return new ThresholdPlanner(policy, drafter, drafter.name());
    }

    /** With the model. */
    static ThresholdPlanner of(DraftPolicy policy, ModelDrafter model) {
        return new ThresholdPlanner(policy, null, model.name());
    }

    private ThresholdPlanner(DraftPolicy policy, @Nullable Drafter drafter, String name) {
        this.policy = policy;
        this.drafter = drafter;
        this.model = name;
        this.estimate = policy instanceof AdaptiveThreshold adaptive
                ? adaptive.start()
                : new AdaptiveThreshold.Estimate(((DraftPolicy.Threshold) policy).threshold(), 0, 0);
    }

    @Override
    public int maxDraftTokens() {
        return policy.maxDraftTokens();
    }

    @Override
    public boolean draft(DraftRun run) {
        if (drafter == null) {
            return (run.drafted() == 0 || isSure(run)) && run.modelTurn(model, confidence -> confidence);
        }
        run.turn(drafter, confidence -> confidence, this::isSure);
        return false;
    }

    private boolean isSure(DraftRun run) {
        return run.drafts().get(run.drafted() - 1).confidence() >= estimate.threshold();
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
