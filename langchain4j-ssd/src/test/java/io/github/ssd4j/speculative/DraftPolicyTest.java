package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DraftPolicyTest {

    @Test
    void fixed_should_be_a_threshold_that_every_token_passes() {
        assertThat(DraftPolicy.fixed(3)).isEqualTo(DraftPolicy.staticThreshold(3, 0));
        assertThat(DraftPolicy.fixed(0).maxDraftTokens()).isZero();
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
