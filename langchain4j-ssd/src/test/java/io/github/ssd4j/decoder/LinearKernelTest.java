package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearKernelTest {

    @ParameterizedTest
    @CsvSource({
        "500_000_000, cpu, auto, fbgemm float16 > onednn bfloat16 > plain float32",
        "500_000_000, cpu, bfloat16, fbgemm bfloat16 > onednn bfloat16 > plain bfloat16",
        "500_000_000, cpu, float16, fbgemm float16 > onednn float16 > plain float16",
        "500_000_000, cpu, float32, onednn float32 > plain float32",
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
}
