package io.github.ssd4j.speculative;

/**
 * What a round costs, in steps of plain decoding, and what follows from it: with acceptance a of each draft, a round of
 * K drafts gives E = 1 + a + ... + a^K tokens in {@code K * draft + verify[K]} steps, so it is E over that time as fast
 * as plain decoding.
 */
final class RoundCosts {

    private final double draft;
    private final double[] verify;

    /**
     * Keeps the array.
     *
     * @param draft time of a draft step
     * @param verify element k: time to verify k drafts; element 0, a plain step, is 1
     */
    RoundCosts(double draft, double... verify) {
        this.draft = draft;
        this.verify = verify;
    }

    double draft() {
        return draft;
    }

    double[] verify() {
        return verify.clone();
    }

    /** The speed over plain decoding of the best number of drafts; 1 if none pays. */
    double bestSpeedUp(double acceptance) {
        double best = 1;
        double tokens = 1;
        double reach = 1;
        for (int k = 1; k < verify.length; k++) {
            reach *= acceptance;
            tokens += reach;
            best = Math.max(best, tokens / (k * draft + verify[k]));
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
