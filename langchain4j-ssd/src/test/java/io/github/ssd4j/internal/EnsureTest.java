package io.github.ssd4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnsureTest {

    @Test
    void should_return_the_value_that_keeps_the_rule() {
        assertThat(Ensure.notNull("llama", "model")).isEqualTo("llama");
        assertThat(Ensure.notBlank("llama", "model")).isEqualTo("llama");
        assertThat(Ensure.positive(1, "maxDraftTokens")).isEqualTo(1);
        assertThat(Ensure.positive(1L, "modelBytes")).isEqualTo(1L);
        assertThat(Ensure.positive(Duration.ofNanos(1), "timeout")).isEqualTo(Duration.ofNanos(1));
        assertThat(Ensure.notNegative(0, "position")).isZero();
        assertThat(Ensure.notNegative(0L, "offset")).isZero();
        assertThat(Ensure.between(0, 0, 8, "layer")).isZero();
        assertThat(Ensure.between(8, 0, 8, "layer")).isEqualTo(8);
        assertThat(Ensure.between(0.0, 0.0, 1.0, "topP")).isEqualTo(0.0);
        assertThat(Ensure.between(1.0, 0.0, 1.0, "topP")).isEqualTo(1.0);
        Ensure.that(true, "never said");
    }

    @Test
    void notNull_should_name_the_missing_value() {
        assertRejected(() -> Ensure.notNull(null, "engine"), "engine cannot be null");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t\n"})
    void notBlank_should_reject_null_and_white_space(String value) {
        assertRejected(() -> Ensure.notBlank(value, "model"), "model cannot be null or blank");
    }

    @Test
    void positive_should_reject_zero_and_less() {
        assertRejected(
                () -> Ensure.positive(0, "maxDraftTokens"), "maxDraftTokens must be greater than zero, but is: 0");
        assertRejected(
                () -> Ensure.positive(-3_000_000_000L, "modelBytes"),
                "modelBytes must be greater than zero, but is: -3000000000");
        assertRejected(
                () -> Ensure.positive(Duration.ofSeconds(-1), "timeout"),
                "timeout must be greater than zero, but is: PT-1S");
    }

    @Test
    void notNegative_should_reject_less_than_zero() {
        assertRejected(() -> Ensure.notNegative(-1, "position"), "position must not be negative, but is: -1");
        assertRejected(() -> Ensure.notNegative(-1L, "offset"), "offset must not be negative, but is: -1");
    }

    @Test
    void between_should_reject_values_outside_the_bounds() {
        assertRejected(() -> Ensure.between(9, 0, 8, "layer"), "layer must be between 0 and 8, but is: 9");
        assertRejected(() -> Ensure.between(-1, 0, 8, "layer"), "layer must be between 0 and 8, but is: -1");
        assertRejected(() -> Ensure.between(1.5, 0, 1, "topP"), "topP must be between 0.0 and 1.0, but is: 1.5");
        assertRejected(() -> Ensure.between(-0.5, 0, 1, "topP"), "topP must be between 0.0 and 1.0, but is: -0.5");
    }

    @Test
    void between_should_reject_NaN() {
        assertRejected(() -> Ensure.between(Double.NaN, 0, 1, "topP"), "topP must be between 0.0 and 1.0, but is: NaN");
    }

    @Test
    void that_should_format_the_message() {
        assertRejected(
                () -> Ensure.that(false, "%s must be divisible by %s, but is: %s", "heads", 4, 14),
                "heads must be divisible by 4, but is: 14");
    }

    private static void assertRejected(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
