package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.checkpoint.Checkpoint;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the program does on a GPU, on the CPU: all but FlashAttention can run there. Both ways compute the same network, so they
 * differ by rounding only. The same is checked on a GPU by {@code tools/cuda/check}.
 */
class GpuProgramTest {

    private static final float FLOAT32 = 2e-3f;

    /** More than two blocks of positions, and more than a short pass. */
    private static final int LENGTH = 150;

    private static final int DRAFTED = 4;

    private static final List<SamplingOptions> SAMPLINGS = List.of(
            SamplingOptions.GREEDY,
            SamplingOptions.builder().temperature(0.8).build(),
            SamplingOptions.builder().temperature(1.0).topK(20).topP(0.9).build(),
            SamplingOptions.builder().temperature(1.2).minP(0.05).build(),
            SamplingOptions.builder()
                    .temperature(0.7)
                    .repetitionPenalty(1.2)
                    .frequencyPenalty(0.2)
                    .presencePenalty(0.1)
                    .build(),
            SamplingOptions.builder().repetitionPenalty(1.3).build());

    private static final String LLAMA = "checkpoints/llama-gqa";

    @ParameterizedTest
    @ValueSource(
            strings = {
                LLAMA,
                "families/mistral",
                "families/qwen2-window",
                "families/qwen3",
                "families/phi4-mini",
                "families/gemma2",
                "families/gemma3"
            })
    void logits_of_long_and_short_passes_should_be_those_of_the_cpu(String path) {
        int[] tokens = new Random(5).ints(LENGTH, 3, 250).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(GoldenFile.RESOURCES.resolve(path));
                Decoder cpu = load(checkpoint, false);
                Decoder gpu = load(checkpoint, true)) {
            float[][] wanted = cpu.logits(cpu.newCache(), tokens, SkipProfile.NONE);

            assertClose(gpu.logits(gpu.newCache(), tokens, SkipProfile.NONE), wanted, 0);
            for (int size : new int[] {1, 7, 50}) {
                KvCache cache = gpu.newCache();
                for (int at = 0; at < LENGTH; at += size) {
                    int[] pass = Arrays.copyOfRange(tokens, at, Math.min(LENGTH, at + size));
                    assertClose(gpu.logits(cache, pass, SkipProfile.NONE), wanted, at);
                }
                cache.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LLAMA, "families/gemma2"})
    void choices_should_be_those_of_the_cpu(String path) {
        try (Checkpoint checkpoint = Checkpoint.open(GoldenFile.RESOURCES.resolve(path));
                Decoder cpu = load(checkpoint, false);
                Decoder gpu = load(checkpoint, true)) {
            int accepted = 0;
            for (int i = 0; i < 60; i++) {
                int[] tokens = new Random(i).ints(40, 3, 250).toArray();
                SamplingOptions sampling = SAMPLINGS.get(i % SAMPLINGS.size());
                // Drafts that are right up to some point
                int[] drafted = Arrays.copyOf(tokens, tokens.length + DRAFTED);
                for (int n = 0; n < DRAFTED; n++) {
                    int right = verify(cpu, Arrays.copyOf(drafted, tokens.length + n), n, sampling, i)
                            .next();
                    drafted[tokens.length + n] = n < i % (DRAFTED + 1) ? right : 2;
                }
                Verdict wanted = verify(cpu, drafted, DRAFTED, sampling, i);

                assertThat(verify(gpu, drafted, DRAFTED, sampling, i))
                        .as("%s: %s", i, sampling)
                        .isEqualTo(wanted);
                assertThat(draft(gpu, tokens, sampling, i).token())
                        .as("%s: %s", i, sampling)
                        .isEqualTo(draft(cpu, tokens, sampling, i).token());
                assertThat(draft(gpu, tokens, sampling, i).probability())
                        .isCloseTo(draft(cpu, tokens, sampling, i).probability(), within(1e-3f));
                accepted += wanted.accepted();
            }
            assertThat(accepted).isBetween(60, 60 * DRAFTED - 1);
        }
    }

    /** The last drafts of a pass are asked about, all tokens before them being read in the same pass. */
    private static Verdict verify(Decoder decoder, int[] tokens, int drafted, SamplingOptions sampling, long seed) {
        try (KvCache cache = decoder.newCache()) {
            return decoder.verify(cache, new TokenSequence(tokens), drafted, sampling, seed);
        }
    }

    private static DraftToken draft(Decoder decoder, int[] tokens, SamplingOptions sampling, long seed) {
        try (KvCache cache = decoder.newCache()) {
            TokenSequence sequence = new TokenSequence(tokens);
            decoder.prefill(cache, sequence, tokens.length - 1);
            SkipProfile profile = SkipProfile.of("test", List.of(1), List.of(0));
            return decoder.draft(cache, sequence, profile, sampling, seed);
        }
    }

    private static void assertClose(float[][] rows, float[][] wanted, int from) {
        for (int row = 0; row < rows.length; row++) {
            float deviation = 0;
            for (int token = 0; token < rows[row].length; token++) {
                deviation = Math.max(deviation, Math.abs(rows[row][token] - wanted[from + row][token]));
            }
            assertThat(deviation).as("position %s", from + row).isLessThan(FLOAT32);
        }
    }

    private static Decoder load(Checkpoint checkpoint, boolean asOnGpu) {
        DecoderOptions options =
                DecoderOptions.defaults().withDevice("cpu").withDtype("float32").withLinearKernel("plain");
        return new DecoderLoader(
                        checkpoint,
                        options,
                        () -> new DecoderProgram((file, source) -> {
                            if (!asOnGpu || !file.equals("loading.py")) {
                                return source;
                            }
                            assertThat(source).containsOnlyOnce("if device == \"cpu\":");
                            return source.replace("if device == \"cpu\":", "if device == \"not this one\":");
                        }))
                .load();
    }
}
