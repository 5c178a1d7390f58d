package io.github.ssd4j.evaluation.run;

import io.github.ssd4j.internal.Ensure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a contestant said, and how long it took.
 *
 * @param text of the answer
 * @param tokens of the answer, without its end token; null where they are not told
 * @param promptTokens of the prompt; 0 where they are not told
 * @param generatedTokens of the answer, as the contestant counts them
 * @param decodedTokens those that {@code decodeNanos} has gone for
 * @param decodeNanos time without the reading of the prompt, where that is told apart, else all
 * @param totalNanos time from the call to the whole answer
 * @param rounds null where there are none, as with other providers
 */
public record Answer(
        String text,
        @Nullable List<Integer> tokens,
        int promptTokens,
        int generatedTokens,
        int decodedTokens,
        long decodeNanos,
        long totalNanos,
        @Nullable Rounds rounds) {

    public Answer {
        Ensure.notNull(text, "text");
        tokens = tokens == null ? null : List.copyOf(tokens);
        Ensure.notNegative(promptTokens, "promptTokens");
        Ensure.notNegative(generatedTokens, "generatedTokens");
        Ensure.notNegative(decodedTokens, "decodedTokens");
    }

    /** Whether it is the same answer: token for token where both tell their tokens, else in its text. */
    public boolean sameAs(Answer other) {
        return (tokens != null && other.tokens != null) ? tokens.equals(other.tokens) : text.equals(other.text);
    }

    /**
     * The one of two runs of the same request that was decoded faster. The reading of the prompt is this one's: later runs find
     * it in the cache.
     */
    Answer fasterOf(Answer later) {
        return later.decodeNanos >= decodeNanos
                ? this
                : new Answer(
                        later.text,
                        later.tokens,
                        promptTokens,
                        later.generatedTokens,
                        later.decodedTokens,
                        later.decodeNanos,
                        totalNanos - decodeNanos + later.decodeNanos,
                        later.rounds);
    }

    /** Time of a decoded token; that of all where there is none. */
    public double secondsPerToken() {
        return decodeNanos / 1e9 / Math.max(1, decodedTokens);
    }
}
