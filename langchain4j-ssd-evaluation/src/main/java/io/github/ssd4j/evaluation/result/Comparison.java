package io.github.ssd4j.evaluation.result;

import io.github.ssd4j.measurement.report.Summary;
import org.jspecify.annotations.Nullable;

/**
 * A candidate beside the baseline, over the answers of one category.
 *
 * @param candidate its name
 * @param answers how many there were of each
 * @param identicalAnswers how many of the candidate's are the baseline's, token for token where there are tokens, else in
 *     their text; null where it means nothing, as with sampling without a seed
 * @param baselineTokensPerSecond of the decoding
 * @param tokensPerSecond of the decoding
 * @param speedUp baseline's time / candidate's time for a decoded token, all answers together; above 1 the candidate is faster
 * @param speedUps of the single answers
 * @param totalSpeedUp as {@code speedUp}, but with the reading of the prompts and all else that a caller waits for
 * @param drafting null where the candidate does not tell, as other providers do not
 */
public record Comparison(
        String candidate,
        int answers,
        @Nullable Integer identicalAnswers,
        double baselineTokensPerSecond,
        double tokensPerSecond,
        double speedUp,
        Summary speedUps,
        double totalSpeedUp,
        @Nullable Drafting drafting) {}
