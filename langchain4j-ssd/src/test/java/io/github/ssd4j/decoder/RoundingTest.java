package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where two distributions differ by rounding only. */
class RoundingTest {

    private static final int VOCAB = 5;
    private static final SamplingOptions TOP_TWO =
            SamplingOptions.builder().temperature(1).topK(2).build();
    private static final SamplingOptions NEARLY_TOP_TWO =
            SamplingOptions.builder().temperature(1 - 1e-7).topK(2).build();

    @Test
    void rejection_by_rounding_should_still_draw_a_token_that_the_full_model_can_write(@TempDir Path directory)
            throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(TinyCheckpoint.write(directory, VOCAB, 32, 11));
                Decoder decoder = Decoder.load(
                        checkpoint,
                        DecoderOptions.defaults()
                                .withDevice("cpu")
                                .withDtype("float32")
                                .withThreads(1))) {
            Random random = new Random(1);
            int rejected = 0;
            for (int trial = 0; trial < 300; trial++) {
                // given: a draft whose probabilities are the full model's but for their last digits
                int[] prompt = random.ints(6, 0, VOCAB).toArray();
                TokenSequence tokens = new TokenSequence(prompt);
                try (KvCache cache = decoder.newCache()) {
                    decoder.prefill(cache, tokens, 5);
                    tokens.add(decoder.draft(cache, tokens, SkipProfile.NONE, NEARLY_TOP_TWO, random.nextDouble())
                            .token());

                    // when: an uniform that rejects whatever the full model finds less probable at all
                    double[] uniforms = {Math.nextDown(1.0)};
                    Verdict verdict = decoder.verify(cache, tokens, 1, TOP_TWO, uniforms, 0.5);

                    // then
                    if (verdict.accepted() == 0) {
                        rejected++;
                        cache.rollback(5);
                        float[] logits = decoder.logits(cache, new int[] {prompt[5]}, SkipProfile.NONE)[0];
                        double[] target = SamplingOracle.distribution(logits, TOP_TWO, prompt, new int[0]);
                        assertThat(target[verdict.next()])
                                .as("trial %s: probability of token %s", trial, verdict.next())
                                .isPositive();
                    }
                }
            }
            assertThat(rejected).as("rejections by rounding").isPositive();
        }
    }
}
