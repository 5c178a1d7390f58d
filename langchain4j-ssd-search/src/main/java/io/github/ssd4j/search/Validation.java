package io.github.ssd4j.search;

import io.github.ssd4j.search.space.Score;

/**
 * What a set is worth when it generates on prompts that the search has not seen. Times are of the whole generation without
 * the reading of the prompt, plain and speculative interleaved prompt by prompt.
 *
 * @param score by which the set was chosen
 * @param heldOut the score of the set on the held-out prompts themselves, with as many drafts a round: differs from {@code
 *     score} as far as these prompts do
 * @param measuredDraftCost time of a draft step of this very set, in steps of plain decoding
 * @param measuredSpeedUp time of the baseline / time with the set, all prompts together; the baseline is look-up alone, or plain
 *     decoding if look-up takes no part. Without look-up there are {@code score.draftTokens()} drafts in each round
 * @param medianSpeedUp the median of this ratio over the prompts
 * @param tokensPerRound that generation had
 * @param identicalAnswers of how many prompts the answer was that of plain decoding, token for token
 * @param prompts how many there were
 * @param plainTokensPerSecond speed of plain decoding
 */
public record Validation(
        Score score,
        Score heldOut,
        double measuredDraftCost,
        double measuredSpeedUp,
        double medianSpeedUp,
        double tokensPerRound,
        int identicalAnswers,
        int prompts,
        double plainTokensPerSecond) {}
