package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.checkpoint.Checkpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Gemma 3 270M as published in Q4_K_M, with K-quants, Q5_0 and Q8_0, against transformers on the same weights. The file is
 * asked for by its path: {@code -Dssd.test.gemma3=FILE}; tools/golden/gemma3.py says where it comes from.
 */
@EnabledIfSystemProperty(
        named = "ssd.test.gemma3",
        matches = ".+",
        disabledReason = "-Dssd.test.gemma3=FILE asks for it")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Gemma3IT {

    /** Logits are as large as 30, and sums of 262,144 terms go into their logarithm. */
    private static final double FLOAT32 = 5e-3;

    private static final JsonNode GOLDEN = GoldenFile.read("gemma3-270m");

    private Checkpoint checkpoint;
    private Decoder decoder;

    @BeforeAll
    void load() {
        checkpoint = Checkpoint.open(Path.of(System.getProperty("ssd.test.gemma3")));
        decoder = Decoder.load(
                checkpoint,
                DecoderOptions.defaults().withDevice("cpu").withDtype("float32").withContextTokens(1024));
    }

    @AfterAll
    void close() {
        decoder.close();
        checkpoint.close();
    }

    @Test
    void logits_should_be_those_of_transformers_within_and_beyond_the_window() {
        int stride = GOLDEN.get("stride").intValue();
        for (JsonNode prompt : GOLDEN.get("prompts")) {
            int[] ids = GoldenFile.ints(prompt.get("ids"));
            try (KvCache cache = decoder.newCache()) {
                float[] last = {};
                for (int i = 0; i < ids.length; i++) {
                    last = decoder.logits(cache, new int[] {ids[i]}, SkipProfile.NONE)[0];
                    assertThat(Logits.logSumExp(last))
                            .as("position %s of %s", i, ids.length)
                            .isCloseTo(prompt.get("logsumexp").get(i).doubleValue(), within(FLOAT32));
                }
                float[] expected = GoldenFile.floats(prompt.get("logits"));
                for (int i = 0; i < expected.length; i++) {
                    assertThat(last[i * stride]).isCloseTo(expected[i], within((float) FLOAT32));
                }
            }
        }
    }

    @Test
    void should_continue_as_transformers_does_and_bit_for_bit_with_drafts() {
        assertThat(decoder.exactness()).isEqualTo(Exactness.BIT_EXACT);
        for (JsonNode prompt : GOLDEN.get("prompts")) {
            int[] ids = GoldenFile.ints(prompt.get("ids"));
            int[] greedy = GoldenFile.ints(prompt.get("greedy_ids"));
            assertThat(DraftedAnswer.of(decoder, ids, greedy.length, new int[0]))
                    .isEqualTo(greedy);
            assertThat(DraftedAnswer.of(decoder, ids, greedy.length, greedy)).isEqualTo(greedy);
        }
    }

    @Test
    void should_encode_and_write_sensible_text() {
        assertThat(checkpoint.tokenizer().encode("The capital of France is", true))
                .containsExactly(GoldenFile.ints(GOLDEN.get("prompts").get(0).get("ids")));
        int[] ids = checkpoint
                .tokenizer()
                .encode(
                        "The capital of Germany is Berlin. The capital of Italy is Rome. The capital of France is",
                        true);

        assertThat(checkpoint.tokenizer().decode(DraftedAnswer.of(decoder, ids, 3, new int[0])))
                .contains("Paris");
    }
}
