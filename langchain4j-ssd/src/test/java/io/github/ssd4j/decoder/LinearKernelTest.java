package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearKernelTest {

    @ParameterizedTest
    @CsvSource({
        "500_000_000, cpu, auto, fbgemm float16 > onednn bfloat16 > plain float32",
        "500_000_000, cpu, bfloat16, fbgemm bfloat16 > onednn bfloat16 > plain bfloat16",
        "500_000_000, cpu, float16, fbgemm float16 > onednn float16 > plain float16",
        "500_000_000, cpu, float32, onednn float32 > plain float32",
        "500_000_000, cpu, stored, int4pack stored",
        "500_000_001, cpu, int4, int4pack int4",
        "500_000_001, cpu, int8, int4pack int8",
        "500_000_000, cuda:0, auto, plain bfloat16",
        "500_000_000, cuda:0, float32, plain float32",
        "500_000_001, cpu, auto, onednn bfloat16 > fbgemm float16 > plain float32",
        "500_000_001, cpu, bfloat16, onednn bfloat16 > fbgemm bfloat16 > plain bfloat16",
        "500_000_001, cpu, float32, onednn float32 > plain float32",
        "500_000_001, cuda:0, auto, plain bfloat16"
    })
    void a_small_model_should_prefer_fast_tokens_and_a_large_one_fast_prompts(
            String parameters, String device, String dtype, String order) {
        long count = Long.parseLong(parameters.replace("_", ""));

        String candidates = LinearKernel.candidates(device, dtype, count).stream()
                .map(kernel -> kernel.name() + " " + kernel.dtype())
                .collect(Collectors.joining(" > "));

        assertThat(candidates).isEqualTo(order);
    }

    @Test
    void weights_that_are_stored_in_few_bits_should_stay_so_on_a_cpu_unless_something_else_is_asked_for() {
        DecoderOptions auto = DecoderOptions.defaults();
        try (DecoderProgram program = new DecoderProgram()) {
            assumeThat(LinearKernel.can(program, "probe_int4pack")).isTrue();

            assertThat(LinearKernel.choose(program, "cpu", auto, 1, true))
                    .isEqualTo(new LinearKernel("int4pack", "stored"));
            assertThat(LinearKernel.choose(program, "cpu", auto, 1, false).name())
                    .isNotEqualTo("int4pack");
            assertThat(LinearKernel.choose(program, "cpu", auto.withDtype("float32"), 1, true)
                            .dtype())
                    .isEqualTo("float32");
            assertThat(LinearKernel.choose(program, "cpu", auto.withLinearKernel("plain"), 1, true)
                            .name())
                    .isEqualTo("plain");
            assertThat(LinearKernel.choose(program, "cuda:0", auto, 1, true).dtype())
                    .isEqualTo("bfloat16");
        }
    }

    @Test
    void few_bits_should_be_refused_where_they_cannot_be_computed() {
        DecoderOptions int4 = DecoderOptions.defaults().withDtype("int4");
        try (DecoderProgram program = new DecoderProgram()) {
            assertThatExceptionOfType(DecoderException.class)
                    .isThrownBy(() -> LinearKernel.choose(program, "cuda:0", int4, 1, false))
                    .withMessage(
                            "dtype 'int4' is for the CPU so far, but the device is cuda:0; use dtype auto, or device cpu");
            assertThatExceptionOfType(DecoderException.class)
                    .isThrownBy(() -> LinearKernel.choose(program, "cpu", int4.withLinearKernel("fbgemm"), 1, false))
                    .withMessageStartingWith("linear kernel 'fbgemm' was asked for")
                    .withMessageEndingWith("with device cpu and dtype int4 this machine has only: int4pack");
        }
    }
}
