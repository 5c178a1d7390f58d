package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder against Hugging Face transformers, on every checkpoint flag and every GGUF type. */
class DecoderGoldenTest {

    /** Both sides round in float32, in different orders: far below the smallest margin between two tokens (0.05). */
    private static final float FLOAT32 = 2e-3f;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-mha",
                "llama-gqa",
                "llama-mqa-untied",
                "llama-rope-llama3",
                "llama-rope-linear",
                "llama-rope-yarn",
                "llama-rope-longrope",
                "llama-sharded",
                "llama-bf16",
                "llama-f16",
                "stories260K"
            })
    void logits_and_greedy_tokens_should_equal_those_of_transformers(String name) {
        JsonNode golden = GoldenFile.read(name);
        int[] prompt = GoldenFile.ints(golden.get("prompt_ids"));
        try (Checkpoint checkpoint = Checkpoint.open(
                        GoldenFile.RESOURCES.resolve(golden.get("checkpoint").textValue()));
                Decoder decoder = Decoder.load(checkpoint, float32())) {

            float[][] rows = decoder.logits(decoder.newCache(), prompt, SkipProfile.NONE);

            assertThat(rows[prompt.length - 1])
                    .containsExactly(GoldenFile.floats(golden.get("logits")), within(FLOAT32));
            for (int i = 0; i < prompt.length; i++) {
                JsonNode positions = golden.get("positions");
                assertThat(Logits.argmax(rows[i]))
                        .isEqualTo(positions.get("argmax").get(i).intValue());
                assertThat(Logits.logSumExp(rows[i]))
                        .isCloseTo(positions.get("logsumexp").get(i).doubleValue(), within((double) FLOAT32));
            }
            int[] expected = GoldenFile.ints(golden.get("greedy_ids"));
            assertThat(greedy(decoder, prompt, expected.length)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-mha", "llama-gqa", "llama-mqa-untied", "llama-sharded"})
    void skipped_sub_layers_should_leave_the_residual_stream_as_it_is(String name) {
        JsonNode golden = GoldenFile.read(name);
        int[] prompt = GoldenFile.ints(golden.get("prompt_ids"));
        try (Checkpoint checkpoint = Checkpoint.open(
                        GoldenFile.RESOURCES.resolve(golden.get("checkpoint").textValue()));
                Decoder decoder = Decoder.load(checkpoint, float32())) {
            assertThat(golden.get("skip").size()).isPositive();
            for (JsonNode skip : golden.get("skip")) {

                float[][] rows = decoder.logits(decoder.newCache(), prompt, GoldenFile.profile(skip));

                assertThat(rows[prompt.length - 1])
                        .containsExactly(GoldenFile.floats(skip.get("logits")), within(FLOAT32));
            }
        }
    }

    static Stream<Arguments> ggufFiles() {
        return StreamSupport.stream(
                        GoldenFile.read("stories260K-gguf").get("files").spliterator(), false)
                .map(file -> Arguments.of(file.get("file").textValue(), file));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ggufFiles")
    void gguf_weights_of_every_type_should_give_the_logits_of_transformers(String file, JsonNode expected) {
        int[] prompt = GoldenFile.ints(GoldenFile.read("stories260K-gguf").get("prompt_ids"));
        Path path = GoldenFile.RESOURCES.resolve("stories260K/" + file);
        try (Checkpoint checkpoint = Checkpoint.open(path);
                Decoder decoder = Decoder.load(checkpoint, float32())) {

            float[][] rows = decoder.logits(decoder.newCache(), prompt, SkipProfile.NONE);

            assertThat(rows[prompt.length - 1])
                    .containsExactly(GoldenFile.floats(expected.get("logits")), within(FLOAT32));
            int[] ids = GoldenFile.ints(expected.get("greedy_ids"));
            assertThat(greedy(decoder, prompt, ids.length)).isEqualTo(ids);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "auto, auto",
        "float16, auto",
        "bfloat16, auto",
        "float16, fbgemm",
        "bfloat16, fbgemm",
        "bfloat16, onednn",
        "bfloat16, plain"
    })
    void sixteen_bit_weights_should_stay_close_to_float32(String dtype, String kernel) {
        JsonNode golden = GoldenFile.read("stories260K");
        int[] prompt = GoldenFile.ints(golden.get("prompt_ids"));
        DecoderOptions options = DecoderOptions.defaults().withDtype(dtype).withLinearKernel(kernel);
        try (Checkpoint checkpoint = Checkpoint.open(GoldenFile.RESOURCES.resolve("stories260K/stories260K"));
                Decoder decoder = AvailableKernel.load(checkpoint, options)) {

            float[] last = decoder.logits(decoder.newCache(), prompt, SkipProfile.NONE)[prompt.length - 1];

            // logits span about 35; eight bits of mantissa over five layers
            assertThat(last).containsExactly(GoldenFile.floats(golden.get("logits")), within(0.5f));
            assertThat(dtype).isIn(decoder.dtype(), "auto");
            assertThat(kernel).isIn(decoder.linearKernel(), "auto");
        }
    }

    private static DecoderOptions float32() {
        return DecoderOptions.defaults().withDevice("cpu").withDtype("float32");
    }

    private static int[] greedy(Decoder decoder, int[] prompt, int count) {
        TokenSequence tokens = new TokenSequence(prompt);
        try (KvCache cache = decoder.newCache()) {
            while (tokens.length() < prompt.length + count) {
                Verdict verdict = decoder.verify(cache, tokens, 0, SamplingOptions.GREEDY, 0);
                tokens.add(verdict.next());
                cache.rollback(tokens.length() - 1);
            }
        }
        return tokens.subArray(prompt.length, tokens.length());
    }
}
