package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearKernelTest {

    private static final long SMALL = LinearKernel.MOST_PARAMETERS_OF_A_SMALL_MODEL;
    private static final long LARGE = SMALL + 1;

    @ParameterizedTest
    @CsvSource({
        "cpu, auto, fbgemm float16 > onednn bfloat16 > plain float32",
        "cpu, bfloat16, fbgemm bfloat16 > onednn bfloat16 > plain bfloat16",
        "cpu, float16, fbgemm float16 > onednn float16 > plain float16",
        "cpu, float32, onednn float32 > plain float32",
        "cuda:0, auto, plain bfloat16",
        "cuda:0, float32, plain float32"
    })
    void a_small_model_should_prefer_the_fastest_single_token(String device, String dtype, String order) {
        assertThat(words(LinearKernel.candidates(device, dtype, SMALL))).isEqualTo(order);
    }

    @ParameterizedTest
    @CsvSource({
        "cpu, auto, onednn bfloat16 > fbgemm float16 > plain float32",
        "cpu, bfloat16, onednn bfloat16 > fbgemm bfloat16 > plain bfloat16",
        "cpu, float32, onednn float32 > plain float32",
        "cuda:0, auto, plain bfloat16"
    })
    void a_large_model_should_prefer_fast_prompts(String device, String dtype, String order) {
        assertThat(words(LinearKernel.candidates(device, dtype, LARGE))).isEqualTo(order);
    }

    private static String words(List<LinearKernel> kernels) {
        return kernels.stream()
                .map(kernel -> kernel.name() + " " + kernel.dtype())
                .collect(Collectors.joining(" > "));
    }
}
