package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenerationStatsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void should_derive_rates() {
        GenerationStats stats = stats(10, 2, 9, 6, AcceptanceHistogram.of(0, 3, 0, 2), Duration.ofSeconds(2));

        assertThat(stats.acceptanceRate()).hasValue(5 / 6.0);
        assertThat(stats.tokensPerRound()).hasValue(9 / 4.0);
        assertThat(stats.tokensPerSecond()).hasValue(4);
        assertThat(stats.promptTokensPerSecond()).hasValue(8);
    }

    @Test
    void should_leave_out_what_has_no_meaning_without_rounds() {
        GenerationStats stats = stats(10, 0, 0, 0, AcceptanceHistogram.EMPTY, Duration.ZERO);

        assertThat(stats.acceptanceRate()).isEmpty();
        assertThat(stats.tokensPerRound()).isEmpty();
        assertThat(stats.tokensPerSecond()).isEmpty();
        assertThat(stats.promptTokensPerSecond()).isEmpty();
    }

    @Test
    void should_be_finite_for_no_token() {
        GenerationStats stats = stats(10, 0, 0, 0, AcceptanceHistogram.of(0), SECOND);

        assertThat(stats.acceptanceRate()).isEmpty();
        assertThat(stats.tokensPerRound()).hasValue(0);
        assertThat(stats.tokensPerSecond()).isEmpty();
    }

    @Test
    void should_be_finite_for_one_token() {
        GenerationStats stats = stats(10, 0, 1, 0, AcceptanceHistogram.of(0), SECOND);

        assertThat(stats.tokensPerRound()).hasValue(1);
        assertThat(stats.tokensPerSecond()).isEmpty();
    }

    @Test
    void should_be_finite_for_two_tokens() {
        assertThat(stats(10, 0, 2, 0, AcceptanceHistogram.of(0, 0), SECOND).tokensPerSecond())
                .hasValue(1);
        assertThat(stats(10, 0, 2, 0, AcceptanceHistogram.of(0, 0), Duration.ZERO)
                        .tokensPerSecond())
                .isEmpty();
    }

    @Test
    void should_have_no_prompt_speed_if_all_was_reused() {
        assertThat(stats(10, 10, 1, 0, AcceptanceHistogram.of(0), SECOND).promptTokensPerSecond())
                .isEmpty();
    }

    @Test
    void should_reject_figures_that_contradict_each_other() {
        assertThatThrownBy(() -> stats(10, 11, 1, 0, AcceptanceHistogram.of(0), SECOND))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("reusedPromptTokens must be between 0 and promptTokens (10), but is: 11");
        assertThatThrownBy(() -> stats(10, 0, 5, 1, AcceptanceHistogram.of(0, 2), SECOND))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("acceptedTokens must be between 0 and draftedTokens (1), but is: 2");
        assertThatThrownBy(() -> stats(10, 0, 1, 2, AcceptanceHistogram.of(0, 2), SECOND))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("acceptedTokens must be between 0 and generatedTokens (1), but is: 2");
        assertThatThrownBy(() -> stats(10, 0, 1, 0, AcceptanceHistogram.of(0), Duration.ofNanos(-1)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("decode must not be negative, but is: PT-0.000000001S");
        assertThatThrownBy(() -> new GenerationStats(
                        10, 0, 5, 3, 4, 2, AcceptanceHistogram.of(0, 2), SECOND, SECOND, SECOND, List.of()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("histogram must count 3 rounds and 2 accepted tokens, but is: [1, 0, 1]");
    }

    private static GenerationStats stats(
            int prompt, int reused, int generated, int drafted, AcceptanceHistogram histogram, Duration decode) {
        return new GenerationStats(
                prompt,
                reused,
                generated,
                histogram.totalRounds(),
                drafted,
                histogram.acceptedTokens(),
                histogram,
                SECOND,
                decode,
                SECOND,
                histogram.acceptedTokens() > drafted
                        ? List.of()
                        : List.of(new DrafterStats("look-up", 1, drafted, histogram.acceptedTokens(), SECOND)));
    }
}
