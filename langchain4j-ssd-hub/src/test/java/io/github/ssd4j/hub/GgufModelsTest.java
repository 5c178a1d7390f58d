package io.github.ssd4j.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufModelsTest {

    @ParameterizedTest
    @CsvSource({
        "Llama-3.2-3B-Instruct-Q4_K_M.gguf, Q4_K_M",
        "qwen2.5-3b-instruct-q4_k_m.gguf, Q4_K_M",
        "SmolLM2-135M-Instruct.Q4_1.gguf, Q4_1",
        "gemma-3-4b-it-UD-Q4_K_XL.gguf, UD-Q4_K_XL",
        "Qwen3-4B-IQ4_XS.gguf, IQ4_XS",
        "gpt-oss-20b-MXFP4.gguf, MXFP4",
        "tiny-TQ2_0.gguf, TQ2_0",
        "Q8_0/model.gguf, Q8_0",
        "Q8_0/model-BF16.gguf, BF16",
        "model-fp16.gguf, FP16",
        "model.f32.gguf, F32",
        "Q8_0.gguf, Q8_0",
        "model.i1-Q6_K.gguf, Q6_K",
        "Qwen3-4B.gguf, ",
        "FAQ4_K.gguf, "
    })
    void should_read_the_quantisation_from_the_name(String file, String quantisation) {
        assertThat(GgufModels.among(List.of(file)).all())
                .singleElement()
                .extracting(GgufModels.Gguf::quantisation)
                .isEqualTo(quantisation);
    }

    @Test
    void should_take_the_parts_of_a_split_file_for_one_model() {
        // when
        List<GgufModels.Gguf> models = GgufModels.among(List.of(
                        "big-Q8_0-00002-of-00002.gguf",
                        "big-Q8_0-00001-of-00002.gguf",
                        "big-Q4_0-00002-of-00003.gguf",
                        "small-Q4_1.gguf"))
                .all();

        // then
        assertThat(models).extracting(GgufModels.Gguf::label).containsExactly("Q4_0", "Q8_0", "Q4_1");
        assertThat(models).extracting(GgufModels.Gguf::isWhole).containsExactly(false, true, true);
        assertThat(models.get(1).files())
                .containsExactly("big-Q8_0-00001-of-00002.gguf", "big-Q8_0-00002-of-00002.gguf");
    }

    @Test
    void should_leave_out_what_is_no_language_model() {
        assertThat(GgufModels.among(List.of(
                                "mmproj-F16.gguf",
                                "gemma.mmproj-Q8_0.gguf",
                                "model-imatrix.gguf",
                                "a.txt",
                                "a.gguf.part"))
                        .all())
                .isEmpty();
    }
}
