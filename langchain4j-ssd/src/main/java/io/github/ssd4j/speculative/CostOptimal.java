package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.DraftToken;
import io.github.ssd4j.internal.Ensure;
import java.util.Arrays;

/**
 * Drafts one more token as long as that is expected to make the answer come sooner: see {@link DraftPolicy#costOptimal}.
 * What it learns is in the {@link DraftExperience} that a state is given, so that it outlives the state.
 */
record CostOptimal(int maxDraftTokens) implements DraftPolicy {

    CostOptimal {
        Ensure.positive(maxDraftTokens, "maxDraftTokens");
    }

    @Override
    public State newState() {
        return newState(new DraftExperience());
    }

    State newState(DraftExperience experience) {
        return new Running(experience);
    }

    private final class Running implements State {

        private final DraftExperience experience;
        private DraftExperience.Plan plan = DraftExperience.Plan.PLAIN;
        private double[] confidences = new double[8];
        private double reach;

        private Running(DraftExperience experience) {
            this.experience = experience;
        }

        @Override
        public int maxDraftTokens() {
            plan = experience.plan(maxDraftTokens);
            reach = 1;
            return plan.limit();
        }

        @Override
        public boolean continueAfter(DraftToken last, int drafted) {
            remember(last, drafted);
            // The probability that the full model will keep all drafts so far.
            reach *= experience.calibration().acceptance(last.probability());
            return plan.probe() || plan.costs().pays(reach, experience.meanAcceptance(), plan.speedUp(), drafted);
        }

        private void remember(DraftToken last, int drafted) {
            if (drafted > confidences.length) {
                confidences = Arrays.copyOf(confidences, 2 * drafted);
            }
            confidences[drafted - 1] = last.probability();
        }

        @Override
        public void recordTimes(int drafted, long draftNanos, long verifyNanos) {
            experience.recordTimes(drafted, draftNanos, verifyNanos);
        }

        @Override
        public void update(int drafted, int accepted) {
            experience.recordOutcome(confidences, drafted, accepted, plan.probe());
        }
    }
}
