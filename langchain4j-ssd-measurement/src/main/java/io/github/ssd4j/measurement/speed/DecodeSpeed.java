package io.github.ssd4j.measurement.speed;

import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationResult;
import java.util.List;

/** How fast answers were decoded, apart from the reading of their prompts. */
public final class DecodeSpeed {

    private DecodeSpeed() {}

    /**
     * Tokens that took a step or a part of a round: those after the first, which is a result of reading the prompt; the end
     * token counts, as it takes a step too.
     */
    public static int decodedTokens(GenerationResult result) {
        if (result.stats().generatedTokens() == 0) {
            return 0;
        }
        return result.stats().generatedTokens() - (result.finishReason() == FinishReason.STOP_TOKEN ? 0 : 1);
    }

    /** Time of a decoded token, over all answers together; that of all, if there are no such tokens. */
    public static double secondsPerToken(List<GenerationResult> results) {
        double nanos = results.stream()
                .mapToLong(result -> result.stats().decode().toNanos())
                .sum();
        int tokens = results.stream().mapToInt(DecodeSpeed::decodedTokens).sum();
        return nanos / 1e9 / Math.max(1, tokens);
    }
}
