package io.github.ssd4j.measurement.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.speculative.AcceptanceHistogram;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.GenerationStats;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecodeSpeedTest {

    @Test
    void the_first_token_should_not_count_but_an_end_token_should() {
        assertThat(DecodeSpeed.decodedTokens(result(10, FinishReason.MAX_TOKENS, 1)))
                .isEqualTo(9);
        assertThat(DecodeSpeed.decodedTokens(result(10, FinishReason.STOP_TOKEN, 1)))
                .isEqualTo(10);
        assertThat(DecodeSpeed.decodedTokens(result(0, FinishReason.STOP_TOKEN, 0)))
                .isZero();
    }

    @Test
    void time_of_a_token_should_be_that_of_all_answers_together() {
        List<GenerationResult> results =
                List.of(result(10, FinishReason.MAX_TOKENS, 300), result(11, FinishReason.STOP_TOKEN, 100));

        assertThat(DecodeSpeed.secondsPerToken(results)).isCloseTo(0.4 / 20, within(1e-12));
    }

    private static GenerationResult result(int tokens, FinishReason reason, long decodeMillis) {
        int rounds = Math.max(1, tokens);
        GenerationStats stats = new GenerationStats(
                5,
                0,
                tokens,
                rounds,
                0,
                0,
                new AcceptanceHistogram(List.of(rounds)),
                Duration.ofMillis(20),
                Duration.ofMillis(decodeMillis),
                Duration.ofMillis(20),
                List.of());
        return new GenerationResult(Collections.nCopies(tokens, 7), "text", reason, stats, 1);
    }
}
