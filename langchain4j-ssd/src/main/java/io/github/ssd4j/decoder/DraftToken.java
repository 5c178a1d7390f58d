package io.github.ssd4j.decoder;

import io.github.ssd4j.internal.Ensure;

/**
 * One token proposed by the skipped model.
 *
 * @param token id in the vocabulary
 * @param probability the draft's confidence in [0, 1]: the probability of the token in the distribution it was chosen
 *     from; for a greedy draft, in the softmax at temperature 1
 */
public record DraftToken(int token, float probability) {

    public DraftToken {
        Ensure.notNegative(token, "token");
        Ensure.between(probability, 0, 1, "probability");
    }
}
