package io.github.ssd4j.speculative;

import io.github.ssd4j.internal.Ensure;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What one generation took. A derived figure is absent where it has no meaning, never NaN or infinite.
 *
 * <p>{@link #acceptanceRate} alone misleads: it falls as more tokens are drafted, at the same agreement per token. Look
 * at {@link #tokensPerRound} and {@link #tokensPerSecond} beside it.
 *
 * @param promptTokens length of the prompt
 * @param reusedPromptTokens how many of them were still in the KV cache and not read again
 * @param generatedTokens tokens of the answer: the size of {@link GenerationResult#tokens}
 * @param rounds verifications, that is full forward passes that chose tokens; the first one also reads the end of the
 *     prompt and has no drafts
 * @param draftedTokens tokens that drafters proposed and the full model verified
 * @param acceptedTokens those of the generated tokens that were drafted. A draft that was right but lies
 *     at or behind the stop token or stop string was drafted, but is not counted here, nor in the histogram
 * @param histogram accepted tokens per round, over all rounds
 * @param prefill time from the call until the prompt was read and the first token known; the first round included
 * @param decode time from there to the end, calls of the listener included
 * @param timeToFirstToken time from the call until the first text was ready for the listener; the whole time if there
 *     was no text
 * @param drafters what each drafter did; those that never had a turn are left out
 */
public record GenerationStats(
        int promptTokens,
        int reusedPromptTokens,
        int generatedTokens,
        int rounds,
        int draftedTokens,
        int acceptedTokens,
        AcceptanceHistogram histogram,
        Duration prefill,
        Duration decode,
        Duration timeToFirstToken,
        List<DrafterStats> drafters) {

    public GenerationStats {
        Ensure.notNegative(promptTokens, "promptTokens");
        requireAtMost("reusedPromptTokens", reusedPromptTokens, "promptTokens", promptTokens);
        Ensure.notNegative(generatedTokens, "generatedTokens");
        Ensure.notNegative(rounds, "rounds");
        Ensure.notNegative(draftedTokens, "draftedTokens");
        requireAtMost("acceptedTokens", acceptedTokens, "draftedTokens", draftedTokens);
        requireAtMost("acceptedTokens", acceptedTokens, "generatedTokens", generatedTokens);
        Ensure.notNull(histogram, "histogram");
        Ensure.that(
                histogram.totalRounds() == rounds && histogram.acceptedTokens() == acceptedTokens,
                "histogram must count %s rounds and %s accepted tokens, but is: %s",
                rounds,
                acceptedTokens,
                histogram.rounds());
        requireTime("prefill", prefill);
        requireTime("decode", decode);
        requireTime("timeToFirstToken", timeToFirstToken);
        drafters = List.copyOf(Ensure.notNull(drafters, "drafters"));
        Ensure.that(
                drafters.stream().mapToInt(DrafterStats::draftedTokens).sum() == draftedTokens
                        && drafters.stream()
                                        .mapToInt(DrafterStats::acceptedTokens)
                                        .sum()
                                == acceptedTokens,
                "drafters must count %s drafted and %s accepted tokens, but are: %s",
                draftedTokens,
                acceptedTokens,
                drafters);
    }

    private static void requireAtMost(String name, int value, String limitName, int limit) {
        Ensure.that(
                value >= 0 && value <= limit,
                "%s must be between 0 and %s (%s), but is: %s",
                name,
                limitName,
                limit,
                value);
    }

    private static void requireTime(String name, Duration time) {
        Ensure.notNull(time, name);
        Ensure.that(!time.isNegative(), "%s must not be negative, but is: %s", name, time);
    }

    /** Accepted / drafted tokens, in [0, 1]; absent if nothing was drafted. The paper's code calls it matchness. */
    public OptionalDouble acceptanceRate() {
        return ratio(acceptedTokens, draftedTokens);
    }

    /** Generated tokens / rounds: how many tokens one full forward pass yields. Plain decoding has 1. */
    public OptionalDouble tokensPerRound() {
        return ratio(generatedTokens, rounds);
    }

    /**
     * Decoding speed: generated tokens after the first one / {@link #decode}, the first one being a result of the
     * prefill. Absent if there are fewer than two tokens.
     */
    public OptionalDouble tokensPerSecond() {
        return generatedTokens < 2 ? OptionalDouble.empty() : ratio(generatedTokens - 1, seconds(decode));
    }

    /** Prompt tokens that were read / {@link #prefill}; absent if none was. */
    public OptionalDouble promptTokensPerSecond() {
        int read = promptTokens - reusedPromptTokens;
        return rounds == 0 || read == 0 ? OptionalDouble.empty() : ratio(read, seconds(prefill));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static OptionalDouble ratio(double part, double whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of(part / whole);
    }
}
