package io.github.ssd4j.evaluation.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RandomWeightsTest {

    @ParameterizedTest
    @CsvSource({
        // bfloat16: the upper half of 3F800000, 3F808000 (a tie, to even), 3F818000 (a tie, to even), 3F80C000
        "BF16, 1.0, 3F80",
        "BF16, 1.00390625, 3F80",
        "BF16, 1.01171875, 3F82",
        "BF16, 1.005859375, 3F81",
        "BF16, -2.0, C000",
        // float16: 1, -2, 1/3, the largest, beyond the largest, the smallest normal, below it
        "F16, 1.0, 3C00",
        "F16, -2.0, C000",
        "F16, 0.33333334, 3555",
        "F16, 65504, 7BFF",
        "F16, 1e6, 7BFF",
        "F16, 6.1035156e-5, 0400",
        "F16, -1e-5, 8000",
        "F32, 1.0, 3F800000"
    })
    void format_should_encode_a_value(WeightFormat format, float value, String bits) {
        assertThat(String.format("%0" + 2 * format.bytes() + "X", format.encode(value)))
                .isEqualTo(bits);
    }

    @Test
    void format_should_be_found_by_its_dtype() {
        assertThat(WeightFormat.of("BFloat16")).isEqualTo(WeightFormat.BF16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WeightFormat.of("int8"))
                .withMessage("stored dtype must be float32, float16 or bfloat16, but is: int8");
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void should_be_normally_distributed_with_the_given_deviation(WeightFormat format) {
        double[] weights = weights(format, 0.05, 1, 200_001);

        double mean = 0;
        double square = 0;
        int withinOneDeviation = 0;
        for (double weight : weights) {
            mean += weight / weights.length;
            square += weight * weight / weights.length;
            withinOneDeviation += Math.abs(weight) < 0.05 ? 1 : 0;
        }
        assertThat(mean).isCloseTo(0, within(0.001));
        assertThat(Math.sqrt(square)).isCloseTo(0.05, within(0.0005));
        assertThat((double) withinOneDeviation / weights.length).isCloseTo(0.6827, within(0.01));
    }

    @Test
    void should_repeat_itself_for_the_same_seed_only() {
        assertThat(weights(WeightFormat.F32, 1, 7, 1000)).isEqualTo(weights(WeightFormat.F32, 1, 7, 1000));
        assertThat(weights(WeightFormat.F32, 1, 7, 1000)).isNotEqualTo(weights(WeightFormat.F32, 1, 8, 1000));
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void should_be_one_for_a_norm(WeightFormat format) {
        assertThat(weights(format, 0, 1, 9)).containsOnly(1.0);
    }

    private static double[] weights(WeightFormat format, double deviation, long seed, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(count * format.bytes());
        new RandomWeights(format, deviation, seed).fill(buffer);
        buffer.flip();
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            weights[i] = decode(format, buffer);
        }
        return weights;
    }

    private static double decode(WeightFormat format, ByteBuffer buffer) {
        return switch (format) {
            case F32 -> buffer.getFloat();
            case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
            case F16 -> {
                int bits = buffer.getShort();
                double size =
                        (bits & 0x7C00) == 0 ? 0 : Math.scalb(1 + (bits & 0x3FF) / 1024.0, ((bits >> 10) & 0x1F) - 15);
                yield bits < 0 ? -size : size;
            }
        };
    }
}
