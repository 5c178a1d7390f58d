package io.github.ssd4j.search.scoring;

import io.github.ssd4j.speculative.RoundCosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Plays the rounds that generation would have, answer by answer, with a fixed number of drafts: a round begins where the
 * one before it ended, so rounds crowd where drafts fail. A mean over all positions as beginnings would miss that and promise
 * too much.
 *
 * <p>Where look-up has drafts, the round is look-up's alone, and the set drafts in the other rounds.
 *
 * <p>With probabilities instead of yes and no it follows all ways at once and counts expectations.
 */
final class RoundReplay {

    private final int draftTokens;
    private final LookUpRounds lookUp;
    private final double[] roundsByDrafts;
    private final Map<Integer, Double> lookUpRounds = new TreeMap<>();
    private final double[] attempts;
    private final double[] successes;
    private double tokens;

    /** Plays rounds without look-up. */
    RoundReplay(int draftTokens) {
        this(draftTokens, LookUpRounds.NONE);
    }

    /**
     * Plays rounds of {@code draftTokens} drafts; fewer where the answer ends before.
     *
     * @param draftTokens 0: plain steps where look-up has nothing
     */
    RoundReplay(int draftTokens, LookUpRounds lookUp) {
        this.draftTokens = draftTokens;
        this.lookUp = lookUp;
        roundsByDrafts = new double[draftTokens + 1];
        attempts = new double[draftTokens];
        successes = new double[draftTokens];
    }

    /**
     * Adds an answer. Its first token comes from reading the prompt and is no part of any round.
     *
     * @param firstRow of the answer
     * @param length tokens of the answer, without the end token
     * @param ended whether an end token followed, which rounds have to find too
     * @param maxTokens where generation would have been cut
     */
    void play(Acceptance acceptance, int firstRow, int length, boolean ended, int maxTokens) {
        int toFind = ended ? length : length - 1;
        double[] begins = new double[length + draftTokens + 2];
        begins[0] = 1;
        for (int start = 0; start < toFind; start++) {
            // As the generator does: one token of a round is the full model's, and nothing is drafted behind the end.
            int room = Math.min(length - start, maxTokens - start - 2);
            double reach = begins[start];
            int lookedUp = Math.min(room, lookUp.drafted(firstRow + start));
            if (lookedUp > 0) {
                lookUpRounds.merge(lookedUp, reach, Double::sum);
                begins[start + Math.min(lookedUp, lookUp.right(firstRow + start)) + 1] += reach;
                continue;
            }
            int drafts = Math.min(draftTokens, room);
            roundsByDrafts[drafts] += reach;
            for (int depth = 1; depth <= drafts; depth++) {
                double accepted = reach * acceptance.at(firstRow + start + depth - 1, depth);
                attempts[depth - 1] += reach;
                successes[depth - 1] += accepted;
                begins[start + depth] += reach - accepted;
                reach = accepted;
            }
            begins[start + drafts + 1] += reach;
        }
        tokens += toFind;
    }

    /** Expected rounds of all answers. */
    double rounds() {
        double sum = 0;
        for (double rounds : roundsByDrafts) {
            sum += rounds;
        }
        for (double rounds : lookUpRounds.values()) {
            sum += rounds;
        }
        return sum;
    }

    /** E: tokens that a round gives. */
    double tokensPerRound() {
        return tokens / rounds();
    }

    /** Element d - 1: the share of the set's drafts at depth d that are accepted, as far as any is tried. */
    List<Double> agreement() {
        List<Double> agreement = new ArrayList<>();
        for (int depth = 0; depth < draftTokens && attempts[depth] > 0; depth++) {
            agreement.add(successes[depth] / attempts[depth]);
        }
        return agreement;
    }

    /** Expected rounds with at least {@code accepted} accepted drafts, for each number from 0 on. */
    List<Double> roundsThatAccept() {
        List<Double> rounds = new ArrayList<>();
        rounds.add(rounds());
        for (double success : successes) {
            rounds.add(success);
        }
        return rounds;
    }

    /** S: plain steps for these tokens over the time of the rounds. */
    double speedUp(RoundCosts costs) {
        double time = 0;
        for (int drafts = 0; drafts < roundsByDrafts.length; drafts++) {
            time += roundsByDrafts[drafts] * costs.roundTime(drafts);
        }
        double[] verify = costs.verify();
        for (Map.Entry<Integer, Double> rounds : lookUpRounds.entrySet()) {
            time += rounds.getValue() * verify[rounds.getKey()];
        }
        return tokens / time;
    }
}
