package io.github.ssd4j.speculative;

import io.github.ssd4j.internal.Ensure;
import java.util.List;

/**
 * What a round costs, in steps of plain decoding, and what follows from it: a round of K drafts that are accepted with
 * probability a_1, a_2 ... each, if those before it were, gives E = 1 + a_1 + a_1 a_2 + ... tokens in {@code K * c + v(K)}
 * steps, so it is S = E / (K c + v(K)) as fast as plain decoding. With the same a for all depths, E = (1 - a^(K+1)) / (1 -
 * a) (Leviathan et al., arXiv 2211.17192). Immutable.
 */
public final class RoundCosts {

    /**
     * The least speed over plain decoding that drafting is begun for. Less is within the error of the estimates: among plain
     * steps a draft was seen to take 0.94 of one, where timed apart it took 0.88.
     */
    public static final double MIN_SPEED_UP = 1.05;

    private final double draft;
    private final double[] verify;

    /**
     * Costs in steps of plain decoding.
     *
     * @param draft c, the time of a draft step, at least 0
     * @param verify element k is v(k), the time to verify k drafts; element 0, a plain step, is 1
     */
    public RoundCosts(double draft, double... verify) {
        Ensure.that(
                draft >= 0 && Double.isFinite(draft), "draft must be a finite number of at least 0, but is: %s", draft);
        Ensure.that(verify.length > 0, "verify must have the cost of a plain step at least, but is empty");
        this.draft = draft;
        this.verify = verify.clone();
    }

    /** The time of a draft step, c. */
    public double draft() {
        return draft;
    }

    /** The time to verify k drafts, v(k), for each k from 0 to {@link #maxDraftTokens()}. */
    public double[] verify() {
        return verify.clone();
    }

    /** The longest round whose cost is known. */
    public int maxDraftTokens() {
        return verify.length - 1;
    }

    /** The time of a round: {@code drafted} draft steps and a verification. */
    public double roundTime(int drafted) {
        return drafted * draft + verify[drafted];
    }

    /** S of rounds that all have {@code drafted} drafts and give so many tokens in the mean. */
    public double speedUp(double tokensPerRound, int drafted) {
        return tokensPerRound / roundTime(drafted);
    }

    /**
     * E, the expected tokens of a round with a draft for each element.
     *
     * @param agreement element d - 1: the probability that the draft at depth d is accepted if those before it were
     */
    public static double tokensPerRound(List<Double> agreement) {
        double tokens = 1;
        double reach = 1;
        for (double acceptance : agreement) {
            reach *= acceptance;
            tokens += reach;
        }
        return tokens;
    }

    /** The speed over plain decoding of the best number of drafts; 1 if none pays. */
    public double bestSpeedUp(double acceptance) {
        double best = 1;
        double tokens = 1;
        double reach = 1;
        for (int k = 1; k < verify.length; k++) {
            reach *= acceptance;
            tokens += reach;
            best = Math.max(best, speedUp(tokens, k));
        }
        return best;
    }

    /**
     * Whether one more draft, or several more, are worth their time. That is so if they are expected to add tokens at
     * the speed of the best round at least: the marginal rule of renewal processes. To look at several matters where
     * verifying the first draft costs much and the next little.
     *
     * @param reach probability that all drafts so far are accepted
     * @param acceptance expected of each draft to come, whose confidence is not known yet
     * @param speedUp of the best round, at least 1
     * @param drafted drafts so far
     */
    boolean pays(double reach, double acceptance, double speedUp, int drafted) {
        double tokens = 0;
        double next = reach;
        for (int k = drafted + 1; k < verify.length; k++) {
            next *= acceptance;
            tokens += next;
            if (tokens >= speedUp * ((k - drafted) * draft + verify[k] - verify[drafted])) {
                return true;
            }
        }
        return false;
    }
}
