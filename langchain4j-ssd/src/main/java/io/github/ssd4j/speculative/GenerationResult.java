package io.github.ssd4j.speculative;

import io.github.ssd4j.internal.Ensure;
import java.util.List;

/**
 * What a generation wrote.
 *
 * <p>If a stop string or the listener ended it, {@code tokens} are the fewest leading tokens whose text covers {@code
 * text}: the last of them may carry the beginning of the stop string too.
 *
 * @param tokens the answer without its stop token
 * @param text the text of the tokens, without special tokens and without the stop string
 * @param finishReason why it ended
 * @param stats what it took
 * @param seed that samples the same answer again: the one of the options, or the random one that took its place
 */
public record GenerationResult(
        List<Integer> tokens, String text, FinishReason finishReason, GenerationStats stats, long seed) {

    public GenerationResult {
        Ensure.notNull(tokens, "tokens");
        Ensure.notNull(text, "text");
        Ensure.notNull(finishReason, "finishReason");
        Ensure.notNull(stats, "stats");
        tokens = List.copyOf(tokens);
    }
}
