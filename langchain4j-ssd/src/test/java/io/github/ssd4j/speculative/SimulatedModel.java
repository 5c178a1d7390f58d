package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.DraftToken;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * A model without tokens: takes part in the rounds of a policy as {@link Generation} does, draws by chance what is
 * accepted, and hands in times that follow from given costs instead of a clock's.
 */
final class SimulatedModel {

    private static final double PLAIN_NANOS = 1_000_000;

    private final DraftPolicy.State policy;
    private final Random random = new Random(7);

    /** Of a draft step, in plain steps. */
    private final double draftCost;

    /** From drafts to the time to verify them, in plain steps. */
    IntToDoubleFunction verifyCost = drafted -> 1;

    /** Of the next draft. */
    DoubleSupplier confidence;

    /** From the confidence of a draft to the probability that it is accepted. */
    DoubleUnaryOperator acceptance = honest -> honest;

    /** What to multiply a measured time by. */
    DoubleSupplier noise = () -> 1;

    int tokens;
    int rounds;
    int draftedTokens;
    int roundsWithDrafts;

    /** In plain steps, without the noise. */
    double time;

    SimulatedModel(DraftPolicy policy, double draftCost, double acceptanceOfAll) {
        this.policy = policy.newState();
        this.draftCost = draftCost;
        confidence = () -> acceptanceOfAll;
    }

    Random random() {
        return random;
    }

    double speedUp() {
        return tokens / time;
    }

    double draftsPerRound() {
        return (double) draftedTokens / rounds;
    }

    SimulatedModel run(int moreRounds) {
        for (int i = 0; i < moreRounds; i++) {
            round();
        }
        return this;
    }

    /** Forgets the counts, so that they tell of what comes next alone. */
    void resetCounts() {
        tokens = 0;
        rounds = 0;
        draftedTokens = 0;
        roundsWithDrafts = 0;
        time = 0;
    }

    private void round() {
        int limit = policy.maxDraftTokens();
        int drafted = 0;
        int accepted = 0;
        boolean more = limit > 0;
        while (more) {
            float probability = (float) confidence.getAsDouble();
            if (random.nextDouble() < acceptance.applyAsDouble(probability) && accepted == drafted) {
                accepted++;
            }
            drafted++;
            more = policy.continueAfter(new DraftToken(1, probability), drafted) && drafted < limit;
        }
        double draftTime = drafted * draftCost;
        double verifyTime = verifyCost.applyAsDouble(drafted);
        policy.recordTimes(drafted, nanos(draftTime), nanos(verifyTime));
        if (drafted > 0) {
            policy.update(drafted, accepted);
            roundsWithDrafts++;
        }
        rounds++;
        draftedTokens += drafted;
        tokens += accepted + 1;
        time += draftTime + verifyTime;
    }

    private long nanos(double steps) {
        return Math.round(steps * PLAIN_NANOS * noise.getAsDouble());
    }
}
