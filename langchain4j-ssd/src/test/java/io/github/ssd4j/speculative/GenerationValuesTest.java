package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenerationValuesTest {

    @Test
    void text_piece_should_never_be_empty() {
        assertThatThrownBy(() -> new TextPiece("", null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("text must not be empty");
    }

    @Test
    void result_should_keep_a_copy_of_its_tokens() {
        // given
        List<Integer> tokens = new ArrayList<>(List.of(1, 2));
        GenerationStats stats = new GenerationStats(
                1, 0, 2, 2, 0, 0, AcceptanceHistogram.of(0, 0), Duration.ZERO, Duration.ZERO, Duration.ZERO, List.of());

        // when
        GenerationResult result = new GenerationResult(tokens, "ab", FinishReason.MAX_TOKENS, stats, 7);
        tokens.add(3);

        // then
        assertThat(result.tokens()).containsExactly(1, 2).isUnmodifiable();
    }

    @Test
    void prompt_too_long_should_say_both_lengths_and_what_to_do() {
        PromptTooLongException exception = new PromptTooLongException(2048, 2048);

        assertThat(exception)
                .hasMessage("the prompt must leave room for one token in the context of 2048 tokens, but has 2048; "
                        + "shorten it or load the model with a larger context");
        assertThat(exception.promptTokens()).isEqualTo(2048);
        assertThat(exception.contextTokens()).isEqualTo(2048);
    }
}
