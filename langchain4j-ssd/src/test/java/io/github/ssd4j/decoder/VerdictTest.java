package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void should_reject_negative_numbers() {
        assertThatThrownBy(() -> new Verdict(-1, 0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("accepted must not be negative, but is: -1");
        assertThatThrownBy(() -> new Verdict(0, -1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("next must not be negative, but is: -1");
    }
}
