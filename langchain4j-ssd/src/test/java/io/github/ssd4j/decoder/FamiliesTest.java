package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.checkpoint.Checkpoint;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each family in both formats against Hugging Face transformers, over several windows and blocks of positions. */
class FamiliesTest {

    /** Both sides round in float32, in different orders: far below the smallest margin between two tokens (0.01). */
    private static final float FLOAT32 = 2e-3f;

    static Stream<Arguments> checkpoints() {
        return Stream.of(
                        "mistral",
                        "qwen2",
                        "qwen2-window",
                        "qwen3",
                        "smollm3",
                        "phi3",
                        "phi4-mini",
                        "gemma2",
                        "gemma3")
                .map(name -> GoldenFile.read("family-" + name))
                .flatMap(golden -> StreamSupport.stream(golden.get("checkpoints").spliterator(), false)
                        .map(path -> Arguments.of(path.textValue(), golden)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checkpoints")
    void logits_and_greedy_tokens_should_equal_those_of_transformers(String path, JsonNode golden) {
        int[] prompt = GoldenFile.ints(golden.get("prompt_ids"));
        try (Checkpoint checkpoint = Checkpoint.open(GoldenFile.RESOURCES.resolve(path));
                Decoder decoder = load(checkpoint, "float32", "auto")) {

            float[][] rows = decoder.logits(decoder.newCache(), prompt, SkipProfile.NONE);

            JsonNode positions = golden.get("positions");
            for (int i = 0; i < prompt.length; i++) {
                assertThat(Logits.logSumExp(rows[i]))
                        .as("position %s", i)
                        .isCloseTo(positions.get("logsumexp").get(i).doubleValue(), within((double) FLOAT32));
                assertThat(Logits.argmax(rows[i]))
                        .as("position %s", i)
                        .isEqualTo(positions.get("argmax").get(i).intValue());
            }
            assertThat(rows[prompt.length - 1])
                    .containsExactly(GoldenFile.floats(golden.get("logits")), within(FLOAT32));
            int[] greedy = GoldenFile.ints(golden.get("greedy_ids"));
            assertThat(DraftedAnswer.of(decoder, prompt, greedy.length, new int[0])).isEqualTo(greedy);
            assertThat(DraftedAnswer.of(decoder, prompt, greedy.length, greedy)).isEqualTo(greedy);
        }
    }

    /** Windows, caps, norms and activations must not bring back what a token's company changes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("checkpoints")
    void a_token_should_have_the_same_bits_in_passes_of_every_size(String path, JsonNode golden) {
        int[] tokens = new Random(3).ints(230, 3, 500).toArray();
        for (List<String> pair : List.of(List.of("float32", "auto"), List.of("bfloat16", "auto"), List.of("float16", "fbgemm"))) {
            try (Checkpoint checkpoint = Checkpoint.open(GoldenFile.RESOURCES.resolve(path));
                    Decoder decoder = load(checkpoint, pair.get(0), pair.get(1));
                    KvCache cache = decoder.newCache()) {
                assertThat(decoder.exactness()).isEqualTo(Exactness.BIT_EXACT);
                float[][] alone = new float[tokens.length][];
                for (int i = 0; i < tokens.length; i++) {
                    alone[i] = decoder.logits(cache, new int[] {tokens[i]}, SkipProfile.NONE)[0];
                }
                for (int size : new int[] {2, 5, 8, 17}) {
                    cache.rollback(0);
                    for (int at = 0; at < tokens.length; at += size) {
                        int[] pass = Arrays.copyOfRange(tokens, at, Math.min(tokens.length, at + size));
                        float[][] rows = decoder.logits(cache, pass, SkipProfile.NONE);
                        for (int row = 0; row < rows.length; row++) {
                            assertThat(rows[row])
                                    .as("%s, position %s in passes of %s", pair, at + row, size)
                                    .containsExactly(alone[at + row]);
                        }
                    }
                }
            }
        }
    }

    private static Decoder load(Checkpoint checkpoint, String dtype, String kernel) {
        return AvailableKernel.load(
                checkpoint,
                DecoderOptions.defaults().withDevice("cpu").withDtype(dtype).withLinearKernel(kernel));
    }
}
