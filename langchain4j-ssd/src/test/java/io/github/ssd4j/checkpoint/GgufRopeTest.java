package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and tensors of GGUF files that say how positions are encoded, with the meaning that llama.cpp gives them. */
class GgufRopeTest {

    private static final int FREQUENCIES = 8;
    private static final int TRAINED = 128;

    @TempDir
    private Path folder;

    private final GgufWriter writer = GgufWriter.tinyLlama();

    /** The value that each of the last tensors holds, in their order: eight floats fill a unit of alignment. */
    private final List<Float> filled = new ArrayList<>();

    @Test
    void old_key_and_factor_without_type_should_mean_linear() {
        writer.with("llama.rope.scale_linear", 4f);
        assertThat(scaling()).isEqualTo(RopeScaling.linear(4));

        writer.without("llama.rope.scale_linear").with("llama.rope.scaling.factor", 2f);
        assertThat(scaling()).isEqualTo(RopeScaling.linear(2));

        writer.with("llama.rope.scale_linear", 4f); // the new key counts
        assertThat(scaling()).isEqualTo(RopeScaling.linear(2));
    }

    @Test
    void type_none_and_factor_zero_should_mean_no_scaling() {
        writer.with("llama.rope.scaling.type", "none").with("llama.rope.scaling.factor", 4f);
        assertThat(scaling()).isEqualTo(RopeScaling.NONE);

        writer.with("llama.rope.scaling.type", "linear").with("llama.rope.scaling.factor", 0f);
        assertThat(scaling()).isEqualTo(RopeScaling.NONE);
    }

    @Test
    void should_read_yarn_with_its_defaults() {
        writer.with("llama.rope.scaling.type", "yarn").with("llama.rope.scaling.factor", 4f);
        assertThat(scaling()).isEqualTo(new YarnScaling(4, TRAINED, 32, 1, true, 0.1 * Math.log(4) + 1));
        assertThat(checkpoint().contextTokens()).isEqualTo(4 * TRAINED);
    }

    @Test
    void should_read_every_key_of_yarn() {
        writer.with("llama.rope.scaling.type", "yarn")
                .with("llama.rope.scaling.factor", 4f)
                .with("llama.rope.scaling.original_context_length", 32)
                .with("llama.rope.scaling.finetuned", true)
                .with("llama.rope.scaling.yarn_beta_fast", 16f)
                .with("llama.rope.scaling.yarn_beta_slow", 2f)
                .with("llama.rope.scaling.yarn_ext_factor", 1f)
                .with("llama.rope.scaling.yarn_attn_factor", 1.2f)
                .with("llama.rope.scaling.attn_factor", 1.5f);
        assertThat(scaling()).isEqualTo(new YarnScaling(4, 32, 16, 2, true, 1.2 * 1.5));
        assertThat(checkpoint().contextTokens()).isEqualTo(TRAINED);
    }

    @Test
    void yarn_should_divide_by_the_scale_of_all_dimensions() {
        writer.with("llama.rope.scaling.type", "yarn")
                .with("llama.rope.scaling.factor", 4f)
                .with("llama.rope.scaling.yarn_log_multiplier", 1f);
        assertThat(table().attentionFactor()).isEqualTo(1);

        writer.with("llama.rope.scaling.yarn_log_multiplier", 0.5f);
        assertThat(table().attentionFactor())
                .isCloseTo((0.1 * Math.log(4) + 1) / (0.05 * Math.log(4) + 1), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"longrope", "none", "(absent)"})
    void should_read_the_two_lists_of_longrope_whatever_the_type_says(String type) {
        if (!type.equals("(absent)")) {
            writer.with("llama.rope.scaling.type", type);
        }
        writer.with("llama.rope.scaling.original_context_length", 32).with("llama.rope.scaling.attn_factor", 1.25f);
        factors("rope_factors_long.weight", 4);
        factors("rope_factors_short.weight", 1);

        assertThat(scaling()).isEqualTo(new LongRopeScaling(copies(1), copies(4), 32, 1.25));
    }

    @Test
    void should_multiply_the_attention_factor_whatever_the_scaling() {
        writer.with("llama.rope.scaling.factor", 2f).with("llama.rope.scaling.attn_factor", 1.25f);
        assertThat(scaling()).isEqualTo(new FactorScaling(copies(2), 1.25));
        assertThat(table().attentionFactor()).isEqualTo(1.25);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=ntk | llama.rope.scaling.type ntk is not supported; supported: none, linear, yarn, longrope",
                "type=longrope | tensor rope_factors_short.weight is missing",
                "alpha=2 | metadata key llama.rope.scaling.alpha is not supported; supported: files without it",
                "factor=0.5 | rope scaling is not valid: rope scaling factor must be at least 1, but is: 0.5",
                "type=yarn,factor=4,yarn_ext_factor=0 | llama.rope.scaling.yarn_ext_factor 0.0 is not supported; supported: 1",
                "type=yarn,factor=4,original_context_length=0 | llama.rope.scaling.original_context_length must be a whole number between 1 and 1073741824, but is: 0.0",
                "attn_factor=-1 | rope scaling is not valid: attention factor of rope scaling must be positive, but is: -1.0",
            })
    void should_refuse_what_it_does_not_know(String keys, String message) {
        for (String key : keys.split(",", -1)) {
            String[] parts = key.split("=", -1);
            boolean text = parts[0].equals("type");
            writer.with("llama.rope.scaling." + parts[0], text ? (Object) parts[1] : Float.valueOf(parts[1]));
        }
        assertMessage(message);
    }

    @Test
    void should_refuse_two_scalings_at_once() {
        writer.with("llama.rope.scaling.type", "yarn").with("llama.rope.scaling.factor", 4f);
        factors("rope_freqs.weight", 8);
        assertMessage("tensor rope_freqs.weight with rope scaling yarn is not supported; supported: one of the two");
    }

    @Test
    void should_refuse_one_list_of_longrope_without_the_other() {
        factors("rope_factors_short.weight", 1);
        assertMessage("tensor rope_factors_long.weight is missing");
    }

    private void assertMessage(String message) {
        assertThatThrownBy(this::checkpoint)
                .isInstanceOf(CheckpointException.class)
                .hasMessage("rope.gguf: " + message);
    }

    private RopeScaling scaling() {
        return checkpoint().ropeScaling();
    }

    private RopeTable table() {
        return checkpoint().ropeTable(TRAINED);
    }

    private ModelConfig checkpoint() {
        byte[] bytes = writer.bytes();
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int rope = filled.size() * FREQUENCIES * Float.BYTES;
        data.position(bytes.length - rope);
        filled.forEach(value -> {
            for (int i = 0; i < FREQUENCIES; i++) {
                data.putFloat(value);
            }
        });
        try (Checkpoint checkpoint = Checkpoint.open(Files.write(folder.resolve("rope.gguf"), bytes))) {
            return checkpoint.config();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void factors(String name, float value) {
        writer.tensor(name, TensorType.F32, FREQUENCIES);
        filled.add(value);
    }

    private static List<Double> copies(double value) {
        return Collections.nCopies(FREQUENCIES, value);
    }
}
