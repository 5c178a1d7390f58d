package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelConfigTest {

    /** What transformers 4.57.1 computes (in float32) for head width 16, theta 500000. */
    private static final double[] LLAMA3 = {
        1.0,
        0.193922758102417,
        0.03760603070259094,
        0.00729266507551074,
        0.0005248460220173001,
        3.428102354519069e-05,
        6.647869668086059e-06,
        1.289173155782919e-06
    };

    @Test
    void frequencies_should_fall_from_one_by_the_base() {
        assertThat(config(16, 10_000, RopeScaling.NONE).ropeTable(32).toArray())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(
                        1,
                        Math.pow(10, -0.5),
                        0.1,
                        Math.pow(10, -1.5),
                        0.01,
                        Math.pow(10, -2.5),
                        1e-3,
                        Math.pow(10, -3.5));
    }

    @Test
    void parameters_should_be_those_that_the_published_models_have() {
        ModelConfig llama2 = new ModelConfig(
                "llama", 32_000, 5120, 13_824, 40, 40, 40, 128, 1e-5, 10_000, RopeScaling.NONE, 4096, false, List.of());
        ModelConfig smol = new ModelConfig(
                "llama", 49_152, 576, 1536, 30, 9, 3, 64, 1e-5, 100_000, RopeScaling.NONE, 8192, true, List.of());

        assertThat(llama2.parameters()).isEqualTo(13_015_864_320L);
        assertThat(smol.parameters()).isEqualTo(134_515_008L);
        assertThat(llama2.parametersInWords()).isEqualTo("13.0B");
        assertThat(smol.parametersInWords()).isEqualTo("135M");
        assertThat(config(16, 10_000, RopeScaling.NONE).parametersInWords()).matches("\\d+K");
    }

    @Test
    void linear_scaling_should_divide_every_frequency() {
        double[] plain = config(16, 500_000, RopeScaling.NONE).ropeTable(32).toArray();
        double[] scaled =
                config(16, 500_000, RopeScaling.linear(4)).ropeTable(32).toArray();

        for (int i = 0; i < plain.length; i++) {
            assertThat(scaled[i]).isEqualTo(plain[i] / 4);
        }
    }

    @Test
    void llama3_scaling_should_give_the_frequencies_of_transformers() {
        double[] scaled = config(16, 500_000, RopeScaling.llama3(8, 1, 4, 8192))
                .ropeTable(32)
                .toArray();

        for (int i = 0; i < LLAMA3.length; i++) {
            assertThat(scaled[i]).isCloseTo(LLAMA3[i], within(LLAMA3[i] * 1e-6));
        }
    }

    @Test
    void factors_should_divide_each_frequency_by_its_own() {
        double[] plain = config(4, 100, RopeScaling.NONE).ropeTable(32).toArray();

        assertThat(config(4, 100, RopeScaling.factors(List.of(1.0, 8.0)))
                        .ropeTable(32)
                        .toArray())
                .containsExactly(plain[0], plain[1] / 8);
    }

    @Test
    void should_refuse_factors_that_are_not_one_for_each_frequency() {
        assertThatThrownBy(() -> config(8, 100, RopeScaling.factors(List.of(1.0, 8.0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("factors must have one entry for each of the 4 rotary frequencies, but has: 2");
    }

    @Test
    void should_refuse_impossible_scalings() {
        assertThatThrownBy(() -> RopeScaling.linear(0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rope scaling factor must be at least 1, but is: 0.5");
        assertThatThrownBy(() -> RopeScaling.llama3(8, 4, 1, 8192))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("llama3 rope scaling needs 0 < lowFreqFactor < highFreqFactor, but is: 4.0 and 1.0");
        assertThatThrownBy(() -> RopeScaling.factors(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("factors cannot be empty");
        assertThatThrownBy(() -> RopeScaling.factors(List.of(1.0, -1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("factors must be positive, but is: [1.0, -1.0]");
    }

    @Test
    void should_refuse_an_odd_head_and_uneven_groups_and_foreign_eos() {
        assertThatThrownBy(() -> config(5, 100, RopeScaling.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("headDim must be positive and even, but is: 5");
        assertThatThrownBy(() -> new ModelConfig(
                        "llama", 10, 8, 16, 1, 3, 2, 4, 1e-5, 100, RopeScaling.NONE, 32, true, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attentionHeads must be divisible by keyValueHeads, but is: 3 and 2");
        assertThatThrownBy(() -> config(4, 100, RopeScaling.NONE).withEosTokenIds(List.of(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("eosTokenIds must lie between 0 and vocabSize - 1 = 9, but is: [10]");
    }

    private static ModelConfig config(int headDim, double theta, RopeScaling scaling) {
        return new ModelConfig("llama", 10, 8, 16, 1, 2, 1, headDim, 1e-5, theta, scaling, 32, true, List.of());
    }
}
