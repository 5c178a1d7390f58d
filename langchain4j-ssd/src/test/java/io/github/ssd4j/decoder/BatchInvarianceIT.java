package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ssd4j.RealModel;
import io.github.ssd4j.Repeats;
import io.github.ssd4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A token of SmolLM2 gets the same logits, bit for bit, in passes of any size, or the engine says that it does not. If it does,
 * speculative output is plain output in every dtype, not only where rounding is too small to matter.
 */
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
@EnabledOnOs(OS.LINUX)
class BatchInvarianceIT {

    private static final int PROMPT = 17;

    /** Several blocks of positions, and lengths at which libraries begin to split sums. */
    private static final int LENGTH = 450;

    /** From and to: the positions whose logits are compared. The tokens between them are read as a prompt is. */
    private static final int[][] COMPARED = Repeats.areMany()
            ? new int[][] {{PROMPT, LENGTH}}
            : new int[][] {{PROMPT, 41}, {122, 138}, {250, 266}, {378, 394}, {438, LENGTH}};

    /** Those that the engine chooses of itself; {@link BatchInvariance} has the others. */
    @ParameterizedTest
    @CsvSource({"float32, onednn", "bfloat16, onednn", "float16, fbgemm", "stored, auto"})
    void logits_should_not_depend_on_how_many_tokens_are_fed_together(String dtype, String kernel) throws IOException {
        DecoderOptions options = DecoderOptions.defaults()
                .withDevice("cpu")
                .withDtype(dtype)
                .withLinearKernel(kernel)
                .withContextTokens(512);
        try (Checkpoint checkpoint = Checkpoint.open(RealModel.path());
                Decoder decoder = AvailableKernel.load(checkpoint, options)) {
            assumeThat(decoder.exactness())
                    .as("what the engine says of dtype %s and kernel %s", dtype, kernel)
                    .isEqualTo(Exactness.BIT_EXACT);
            int[] tokens = new Random(1)
                    .ints(LENGTH, 100, decoder.config().vocabSize())
                    .toArray();
            float[][] oneByOne = feed(decoder, tokens, new Random(2), 1);

            assertThat(feed(decoder, tokens, new Random(3), 4)).isDeepEqualTo(oneByOne);
            assertThat(feed(decoder, tokens, new Random(4), 17)).isDeepEqualTo(oneByOne);
            assertThatAPromptInTheCacheGivesTheSameLogits(decoder, tokens);
            boolean promptsIn32Bits = dtype.equals("float32") || kernel.equals("fbgemm");
            if (promptsIn32Bits && Files.readString(Path.of("/proc/cpuinfo")).contains("avx512f")) {
                assertThat(lastOf(decoder, tokens, 300)).containsExactly(lastOf(decoder, tokens, 100));
            }
        }
    }

    /** The logits of {@link #COMPARED}, which are read in blocks of 1 to {@code most} tokens; null at other positions. */
    private static float[][] feed(Decoder decoder, int[] tokens, Random random, int most) {
        float[][] logits = new float[tokens.length][];
        try (KvCache cache = decoder.newCache()) {
            for (int[] compared : COMPARED) {
                int next = compared[0];
                decoder.prefill(cache, new TokenSequence(tokens), next);
                while (next < compared[1]) {
                    int end = Math.min(compared[1], next + 1 + random.nextInt(most));
                    float[][] rows = decoder.logits(cache, Arrays.copyOfRange(tokens, next, end), SkipProfile.NONE);
                    System.arraycopy(rows, 0, logits, next, rows.length);
                    next = end;
                }
            }
        }
        return logits;
    }

    /** The last logits of a prompt that is read in pieces, each of several blocks of queries. */
    private static float[] lastOf(Decoder decoder, int[] tokens, int piece) {
        TokenSequence prompt = new TokenSequence(tokens);
        try (KvCache cache = decoder.newCache()) {
            for (int end = piece; end < tokens.length; end += piece) {
                decoder.prefill(cache, prompt, end);
            }
            float[][] rows =
                    decoder.logits(cache, Arrays.copyOfRange(tokens, cache.length(), tokens.length), SkipProfile.NONE);
            return rows[rows.length - 1];
        }
    }

    /** Long enough for the faster attention in 16 bits. */
    private static void assertThatAPromptInTheCacheGivesTheSameLogits(Decoder decoder, int[] tokens) {
        try (KvCache cache = decoder.newCache()) {
            float[] first = decoder.logits(cache, tokens, SkipProfile.NONE)[LENGTH - 1];
            cache.rollback(LENGTH - 1);
            assertThat(decoder.logits(cache, new int[] {tokens[LENGTH - 1]}, SkipProfile.NONE)[0])
                    .containsExactly(first);
        }
    }
}
