package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.decoder.DraftToken;
import org.junit.jupiter.api.Test;

class DraftPolicyTest {

    @Test
    void fixed_should_go_on_whatever_the_confidence() {
        DraftPolicy.State state = DraftPolicy.fixed(3).newState();

        assertThat(state.maxDraftTokens()).isEqualTo(3);
        assertThat(state.continueAfter(new DraftToken(1, 0), 1)).isTrue();
        assertThat(state.continueAfter(new DraftToken(1, 1), 2)).isTrue();
    }

    @Test
    void fixed_0_should_never_draft() {
        assertThat(DraftPolicy.fixed(0).newState().maxDraftTokens()).isZero();
    }

    @Test
    void staticThreshold_should_stop_below_the_threshold_only() {
        DraftPolicy.State state = DraftPolicy.staticThreshold(3, 0.5).newState();

        assertThat(state.maxDraftTokens()).isEqualTo(3);
        assertThat(state.continueAfter(new DraftToken(1, 0.49f), 1)).isFalse();
        assertThat(state.continueAfter(new DraftToken(1, 0.5f), 1)).isTrue();
        assertThat(state.continueAfter(new DraftToken(1, 0.51f), 1)).isTrue();
    }

    @Test
    void staticThreshold_should_not_move() {
        DraftPolicy.State state = DraftPolicy.staticThreshold(3, 0.5).newState();

        for (int round = 0; round < 100; round++) {
            state.update(3, 0);
        }

        assertThat(state.continueAfter(new DraftToken(1, 0.5f), 1)).isTrue();
        assertThat(state.continueAfter(new DraftToken(1, 0.49f), 1)).isFalse();
    }

    @Test
    void should_reject_values_out_of_range() {
        assertThatThrownBy(() -> DraftPolicy.fixed(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxDraftTokens must not be negative, but is: -1");
        assertThatThrownBy(() -> DraftPolicy.staticThreshold(1, 1.5))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("threshold must be between 0.0 and 1.0, but is: 1.5");
        assertThatThrownBy(() -> DraftPolicy.costOptimal(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxDraftTokens must be greater than zero, but is: 0");
        assertThatThrownBy(() -> DraftPolicy.adaptiveThreshold(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxDraftTokens must be greater than zero, but is: 0");
    }
}
