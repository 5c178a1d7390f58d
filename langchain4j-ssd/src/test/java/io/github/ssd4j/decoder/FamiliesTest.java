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

    private static final List<String> NAMES =
            List.of("mistral", "qwen2", "qwen2-window", "qwen3", "smollm3", "phi3", "phi4-mini", "gemma2", "gemma3");

    /** Tokens of a pass that is not compared, and where comparing ends: across windows and borders of blocks. */
    private static final int SHORT = 20;

    private static final int LENGTH = 150;

    static Stream<Arguments> checkpoints() {
        return NAMES.stream()
                .map(name -> GoldenFile.read("family-" + name))
                .flatMap(
                        golden -> StreamSupport.stream(golden.get("checkpoints").spliterator(), false)
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
            assertThat(DraftedAnswer.of(decoder, prompt, greedy.length, new int[0]))
                    .isEqualTo(greedy);
            assertThat(DraftedAnswer.of(decoder, prompt, greedy.length, greedy)).isEqualTo(greedy);
        }
    }

    static Stream<Arguments> directoriesAndKernels() {
        return NAMES.stream()
                .flatMap(name -> Stream.of(
                        Arguments.of("families/" + name, "float32", "auto"),
                        Arguments.of("families/" + name, "bfloat16", "fbgemm")));
    }

    /** Windows, caps, norms and activations must not bring back what a token's company changes. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("directoriesAndKernels")
    void a_token_should_have_the_same_bits_in_passes_of_every_size(String path, String dtype, String kernel) {
        int[] tokens = new Random(3).ints(LENGTH, 3, 500).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(GoldenFile.RESOURCES.resolve(path));
                Decoder decoder = load(checkpoint, dtype, kernel);
                KvCache cache = decoder.newCache()) {
            assertThat(decoder.exactness()).isEqualTo(Exactness.BIT_EXACT);
            decoder.prefill(cache, new TokenSequence(tokens), SHORT);
            float[][] alone = new float[LENGTH][];
            for (int i = SHORT; i < LENGTH; i++) {
                alone[i] = decoder.logits(cache, new int[] {tokens[i]}, SkipProfile.NONE)[0];
            }
            for (int size : new int[] {3, 8, 17}) {
                cache.rollback(SHORT);
                for (int at = SHORT; at < LENGTH; at += size) {
                    int[] pass = Arrays.copyOfRange(tokens, at, Math.min(LENGTH, at + size));
                    float[][] rows = decoder.logits(cache, pass, SkipProfile.NONE);
                    for (int row = 0; row < rows.length; row++) {
                        assertThat(rows[row])
                                .as("position %s in passes of %s", at + row, size)
                                .containsExactly(alone[at + row]);
                    }
                }
            }
        }
    }

    static Stream<Arguments> directories() {
        return NAMES.stream().map(name -> Arguments.of("families/" + name));
    }

    /** How often a draft is right is asked of many positions at once: with windows, tables and norms of every kind. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("directories")
    void what_a_search_counts_should_be_what_drafting_gives(String path) {
        int[] tokens = new Random(4).ints(LENGTH, 3, 500).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(GoldenFile.RESOURCES.resolve(path));
                Decoder decoder = load(checkpoint, "float32", "auto");
                KvCache cache = decoder.newCache();
                KvCache own = decoder.newCache()) {
            int layers = decoder.config().layers();
            SkipProfile skip = SkipProfile.of("last", List.of(layers - 1), List.of(0));
            float[][] full = decoder.logits(cache, tokens, SkipProfile.NONE);
            try (Recording recording = decoder.record(
                    List.of(new Recording.Stretch(cache, new TokenSequence(tokens), SHORT, LENGTH - SHORT)))) {
                recording.setTarget(walk(recording, layers, SkipProfile.NONE), SamplingOptions.GREEDY);
                recording.setBlocks(1, 0);

                double[] agreement = recording.agreement(walk(recording, layers, skip), SamplingOptions.GREEDY);

                for (int i = SHORT; i < LENGTH; i++) {
                    decoder.copy(cache, own, i);
                    float[] drafted = decoder.logits(own, new int[] {tokens[i]}, skip)[0];
                    boolean right = Logits.argmax(drafted) == Logits.argmax(full[i]);
                    assertThat(agreement[i - SHORT]).as("position %s", i).isEqualTo(right ? 1 : 0);
                }
                assertThat(Arrays.stream(agreement).sum()).isBetween(1.0, LENGTH - SHORT - 1.0);
            }
        }
    }

    private static int walk(Recording recording, int layers, SkipProfile profile) {
        int state = recording.embeddings();
        for (int layer = 0; layer < layers; layer++) {
            if (!profile.attention().contains(layer)) {
                state = recording.run(state, layer, true);
            }
            if (!profile.mlp().contains(layer)) {
                state = recording.run(state, layer, false);
            }
        }
        return state;
    }

    private static Decoder load(Checkpoint checkpoint, String dtype, String kernel) {
        return AvailableKernel.load(
                checkpoint,
                DecoderOptions.defaults().withDevice("cpu").withDtype(dtype).withLinearKernel(kernel));
    }
}
