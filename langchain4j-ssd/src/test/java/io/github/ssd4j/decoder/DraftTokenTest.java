package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DraftTokenTest {

    @Test
    void should_reject_negative_token() {
        assertThatThrownBy(() -> new DraftToken(-1, 0.5f))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("token must not be negative, but is: -1");
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.5f, 1.5f, Float.NaN})
    void should_reject_probability_outside_0_and_1(float probability) {
        assertThatThrownBy(() -> new DraftToken(1, probability))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("probability must be between 0.0 and 1.0, but is: " + probability);
    }
}
