package io.github.ssd4j.evaluation.callers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.speculative.TextPiece;
import org.junit.jupiter.api.Test;

class AnswerTimerTest {

    private long now = 1000;

    private final AnswerTimer timer = new AnswerTimer(() -> now, () -> now >= 9000);

    @Test
    void first_token_should_be_known_when_the_end_of_the_prompt_is_read() {
        at(1200).onPrefill(64, 100);
        assertThat(timer.hasBegun()).isFalse();

        at(1500).onPrefill(100, 100);
        at(1700).onText(new TextPiece("a", null));

        assertThat(timer.hasBegun()).isTrue();
        assertThat(timer.firstTokenNanos()).isEqualTo(500);
        assertThat(timer.firstToken()).isEqualTo(1500);
    }

    @Test
    void gaps_should_be_those_between_texts() {
        at(1500).onPrefill(100, 100);
        for (long time : new long[] {1600, 1650, 1650, 2650}) {
            at(time).onText(new TextPiece("a", null));
        }

        assertThat(timer.gapsNanos()).containsExactly(50, 0, 1000);
    }

    @Test
    void should_keep_every_gap_of_a_long_answer() {
        for (int text = 0; text <= 100; text++) {
            at(2000 + text * text).onText(new TextPiece("a", null));
        }

        assertThat(timer.gapsNanos()).hasSize(100).startsWith(1, 3, 5).endsWith(197, 199);
    }

    @Test
    void should_have_no_figures_without_a_token() {
        assertThat(timer.hasBegun()).isFalse();
        assertThat(timer.firstTokenNanos()).isZero();
        assertThat(timer.gapsNanos()).isEmpty();
    }

    @Test
    void should_end_the_answer_when_told() {
        assertThat(timer.isCancelled()).isFalse();
        assertThat(at(9000).isCancelled()).isTrue();
    }

    private AnswerTimer at(long time) {
        now = time;
        return timer;
    }
}
