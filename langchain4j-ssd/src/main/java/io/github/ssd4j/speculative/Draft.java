package io.github.ssd4j.speculative;

import org.jspecify.annotations.Nullable;

/**
 * A token that a drafter has offered in this round, whether it is still among the drafts or was dropped since.
 *
 * @param drafter its name
 * @param token id in the vocabulary
 * @param depth how many drafts come before it
 * @param before the draft before it; null for the first
 * @param confidence of the drafter, in [0, 1]
 * @param reach the probability that it and all before it are accepted, by the experience with their drafters
 */
record Draft(String drafter, int token, int depth, @Nullable Draft before, double confidence, double reach) {}
