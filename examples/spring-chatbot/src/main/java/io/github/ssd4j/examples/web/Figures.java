package io.github.ssd4j.examples.web;

import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import io.github.ssd4j.SsdChatResponseMetadata;
import io.github.ssd4j.speculative.DrafterStats;
import io.github.ssd4j.speculative.GenerationStats;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What an answer took; after a call of a tool, what its last part took. See {@link GenerationStats}.
 *
 * @param seed what the answer was sampled with, as a text: numbers of JavaScript hold 53 bits only
 */
record Figures(
        int promptTokens,
        int reusedPromptTokens,
        int generatedTokens,
        int rounds,
        int draftedTokens,
        int acceptedTokens,
        @Nullable Double acceptanceRate,
        @Nullable Double tokensPerRound,
        @Nullable Double tokensPerSecond,
        double timeToFirstTokenMs,
        List<Drafter> drafters,
        String skipProfile,
        boolean speculative,
        String seed) {

    private static final double NANOS_PER_MILLI = 1e6;

    /** What one drafter did in the answer. See {@link DrafterStats}. */
    record Drafter(String name, int rounds, int draftedTokens, int acceptedTokens, double timeMs) {

        static Drafter of(DrafterStats stats) {
            return new Drafter(
                    stats.name(),
                    stats.rounds(),
                    stats.draftedTokens(),
                    stats.acceptedTokens(),
                    stats.time().toNanos() / NANOS_PER_MILLI);
        }
    }

    /** @param speculative whether the answer was to be drafted */
    static @Nullable Figures of(ChatResponseMetadata metadata, boolean speculative) {
        if (!(metadata instanceof SsdChatResponseMetadata ours)) {
            return null;
        }
        GenerationStats stats = ours.statistics();
        return new Figures(
                stats.promptTokens(),
                stats.reusedPromptTokens(),
                stats.generatedTokens(),
                stats.rounds(),
                stats.draftedTokens(),
                stats.acceptedTokens(),
                orNull(stats.acceptanceRate()),
                orNull(stats.tokensPerRound()),
                orNull(stats.tokensPerSecond()),
                stats.timeToFirstToken().toNanos() / NANOS_PER_MILLI,
                stats.drafters().stream().map(Drafter::of).toList(),
                ours.skipProfile(),
                speculative,
                String.valueOf(ours.seed()));
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
