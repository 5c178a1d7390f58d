package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * A model without a network: takes part in the rounds of a planner as {@link Sequence} does. Token 1 is right and token 2 wrong, which
 * of them a drafter offers is chance, and times follow from given costs instead of a clock's.
 */
final class SimulatedRounds {

    private static final SkipProfile SIMULATED = SkipProfile.of("simulated", List.of(), List.of());
    private static final double PLAIN_NANOS = 1_000_000;
    private static final int RIGHT = 1;
    private static final int WRONG = 2;

    private final Random random = new Random(7);
    private final DraftMemory memory = new DraftMemory();
    private final DraftPlanner planner;
    private final double draftCost;
    private double now;

    /** From drafts to the time to verify them, in plain steps. */
    IntToDoubleFunction verifyCost = drafted -> 1;

    /** Of the model's next draft. */
    DoubleSupplier modelConfidence = () -> 0;

    /** From the confidence of a draft to the probability that it is right. */
    DoubleUnaryOperator acceptance = honest -> honest;

    /** How many tokens a look-up block has in this round, and how sure each is. */
    DoubleSupplier blockLength = () -> 0;

    DoubleSupplier lookUpConfidence = () -> 0;

    int tokens;
    int rounds;
    int draftedTokens;
    int modelDrafts;
    int roundsWithDrafts;

    /** In plain steps. */
    double time;

    /** Of a draft of the model, in plain steps; what the planner takes it for at first is 0.5. */
    SimulatedRounds(int maxDraftTokens, double draftCost) {
        this.draftCost = draftCost;
        planner = new CostPlanner(
                maxDraftTokens, memory, ChoiceKind.GREEDY, null, lookUp(), new ModelDrafter(SIMULATED, 0.5));
    }

    private Drafter lookUp() {
        return new Drafter() {
            @Override
            public String name() {
                return "look-up";
            }

            @Override
            public void draft(DraftRun run) {
                double count = blockLength.getAsDouble();
                boolean more = true;
                for (int i = 0; i < count && more; i++) {
                    double sure = (float) lookUpConfidence.getAsDouble();
                    more = run.add(token(sure), sure);
                }
            }
        };
    }

    private int token(double sure) {
        return random.nextDouble() < acceptance.applyAsDouble(sure) ? RIGHT : WRONG;
    }

    double speedUp() {
        return tokens / time;
    }

    SimulatedRounds run(int moreRounds) {
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
        modelDrafts = 0;
        roundsWithDrafts = 0;
        time = 0;
    }

    private void round() {
        double start = now;
        DraftRun run = new DraftRun(
                new TokenSequence(new int[] {RIGHT}),
                new ConstraintCursor(null),
                token -> false,
                planner.maxDraftTokens(),
                () -> (long) now);
        while (planner.draft(run)) {
            now += draftCost * PLAIN_NANOS;
            modelDrafts++;
            double sure = (float) modelConfidence.getAsDouble();
            run.addOfModel(token(sure), sure, (long) (draftCost * PLAIN_NANOS));
        }
        List<Integer> chosen = new ArrayList<>();
        for (Draft draft : run.drafts()) {
            if (draft.token() == WRONG) {
                break;
            }
            chosen.add(RIGHT);
        }
        int accepted = chosen.size();
        chosen.add(RIGHT);
        double verifyNanos = verifyCost.applyAsDouble(run.drafted()) * PLAIN_NANOS;
        now += verifyNanos;
        planner.record(new RoundOutcome(run, accepted, chosen, (long) verifyNanos));
        rounds++;
        draftedTokens += run.drafted();
        roundsWithDrafts += run.drafted() > 0 ? 1 : 0;
        tokens += accepted + 1;
        time += (now - start) / PLAIN_NANOS;
    }
}
