package io.github.ssd4j.evaluation.run;

import io.github.ssd4j.measurement.speed.PassCosts;
import io.github.ssd4j.speculative.RoundCosts;
import java.util.ArrayList;
import java.util.List;

/**
 * The time that rounds take by costs that were measured apart from them, in plain steps. Over several categories it adds up,
 * and the costs are means: a draft counts by how often it was made, a verification by the rounds of its category.
 */
final class PredictedTime {

    private final List<Double> verifySums = new ArrayList<>();
    private double draftTime;
    private double verifyTime;
    private double costSum;
    private double contextSum;
    private int drafted;
    private int rounds;

    /** Adds the rounds of a category, which draft with the one profile that was measured. */
    void add(Rounds added, PassCosts costs) {
        RoundCosts round = costs.rounds(0);
        double[] verify = round.verify();
        for (int k = 0; k < added.byDrafted().size(); k++) {
            verifyTime += added.byDrafted().get(k) * verify[Math.min(k, verify.length - 1)];
        }
        draftTime += added.modelDrafts() * round.draft();
        drafted += added.modelDrafts();
        rounds += added.count();
        costSum += added.count() * round.draft();
        contextSum += added.count() * (double) costs.context();
        for (int k = 0; k < verify.length; k++) {
            if (verifySums.size() <= k) {
                verifySums.add(0.0);
            }
            verifySums.set(k, verifySums.get(k) + added.count() * verify[k]);
        }
    }

    double draftTime() {
        return draftTime;
    }

    double verifyTime() {
        return verifyTime;
    }

    double time() {
        return draftTime + verifyTime;
    }

    /** c, the time of a draft step. */
    double draftCost() {
        return drafted > 0 ? draftTime / drafted : costSum / rounds;
    }

    /** v(k) for each k that was measured. */
    List<Double> verify() {
        return verifySums.stream().map(sum -> sum / rounds).toList();
    }

    int context() {
        return (int) Math.round(contextSum / rounds);
    }
}
