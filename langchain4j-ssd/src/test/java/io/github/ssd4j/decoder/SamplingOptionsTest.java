package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SamplingOptionsTest {

    @Test
    void builder_should_start_greedy() {
        assertThat(SamplingOptions.builder().build()).isEqualTo(SamplingOptions.GREEDY);
        assertThat(SamplingOptions.GREEDY.isGreedy()).isTrue();
        assertThat(SamplingOptions.GREEDY.hasPenalties()).isFalse();
    }

    @Test
    void builder_should_set_every_component() {
        SamplingOptions options = SamplingOptions.builder()
                .temperature(0.7)
                .topK(40)
                .topP(0.95)
                .minP(0.05)
                .repetitionPenalty(1.1)
                .frequencyPenalty(0.2)
                .presencePenalty(-0.3)
                .build();

        assertThat(options).isEqualTo(new SamplingOptions(0.7, 40, 0.95, 0.05, 1.1, 0.2, -0.3));
        assertThat(options.isGreedy()).isFalse();
    }

    @Test
    void should_see_each_penalty() {
        assertThat(SamplingOptions.builder().repetitionPenalty(1.1).build().hasPenalties())
                .isTrue();
        assertThat(SamplingOptions.builder().frequencyPenalty(0.1).build().hasPenalties())
                .isTrue();
        assertThat(SamplingOptions.builder().presencePenalty(0.1).build().hasPenalties())
                .isTrue();
    }

    @Test
    void should_reject_values_out_of_range() {
        String temperature = "temperature must be 0 (greedy) or a finite number of at least 1.0E-4, but is: ";
        assertRejected(() -> builder().temperature(-0.1), temperature + "-0.1");
        assertRejected(() -> builder().temperature(1e-5), temperature + "1.0E-5");
        assertRejected(() -> builder().temperature(Double.NaN), temperature + "NaN");
        assertRejected(() -> builder().temperature(Double.POSITIVE_INFINITY), temperature + "Infinity");
        assertRejected(() -> builder().topK(-1), "topK must not be negative, but is: -1");
        assertRejected(() -> builder().topP(0), "topP must be more than 0 and at most 1 (off), but is: 0.0");
        assertRejected(() -> builder().topP(1.1), "topP must be more than 0 and at most 1 (off), but is: 1.1");
        assertRejected(() -> builder().minP(-0.1), "minP must be between 0.0 and 1.0, but is: -0.1");
        assertRejected(() -> builder().minP(1.1), "minP must be between 0.0 and 1.0, but is: 1.1");
        assertRejected(
                () -> builder().repetitionPenalty(0),
                "repetitionPenalty must be a finite positive number (1 is off), but is: 0.0");
        assertRejected(
                () -> builder().frequencyPenalty(2.1), "frequencyPenalty must be between -2.0 and 2.0, but is: 2.1");
        assertRejected(
                () -> builder().presencePenalty(-2.1), "presencePenalty must be between -2.0 and 2.0, but is: -2.1");
    }

    private static SamplingOptions.Builder builder() {
        return SamplingOptions.builder();
    }

    private static void assertRejected(Supplier<SamplingOptions.Builder> builder, String message) {
        assertThatThrownBy(() -> builder.get().build())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
