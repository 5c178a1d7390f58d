package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.RealModel;
import io.github.ssd4j.checkpoint.Checkpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Logits of SmolLM2-135M-Instruct against Hugging Face transformers, from the GGUF file or a directory converted from it
 * by {@code tools/golden}: the weights are the same numbers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class SmolLm2DecoderIT {

    /** The reference itself is 1e-4 away from float64; logits reach 35. */
    private static final float FLOAT32 = 1e-3f;

    private final JsonNode golden = GoldenFile.read("smollm2-135m-instruct");
    private Checkpoint checkpoint;
    private Decoder decoder;

    @BeforeAll
    void load() {
        checkpoint = Checkpoint.open(RealModel.path());
        decoder = Decoder.load(
                checkpoint,
                DecoderOptions.defaults().withDevice("cpu").withDtype("float32").withContextTokens(512));
    }

    @AfterAll
    void close() {
        decoder.close();
        checkpoint.close();
    }

    @Test
    void logits_of_the_last_prompt_token_should_equal_those_of_transformers() {
        assertThat(golden.get("logits").size()).isPositive();
        for (JsonNode expected : golden.get("logits")) {
            assertEqual(last(prompt(expected), SkipProfile.NONE), expected);
        }
    }

    @Test
    void logits_with_skipped_sub_layers_should_equal_those_of_transformers() {
        assertThat(golden.get("skip").size()).isPositive();
        for (JsonNode expected : golden.get("skip")) {
            assertEqual(last(prompt(expected), GoldenFile.profile(expected)), expected);
        }
    }

    @Test
    void greedy_drafts_should_equal_those_of_the_reference() {
        for (JsonNode expected : golden.get("skip")) {
            int[] prompt = prompt(expected);
            TokenSequence tokens = new TokenSequence(prompt);
            try (KvCache cache = decoder.newCache()) {
                decoder.prefill(cache, tokens, prompt.length);
                tokens.add(chat(expected).get("greedy_ids").get(0).intValue());
                int[] drafts = GoldenFile.ints(expected.get("draft_ids"));
                for (int draft : drafts) {
                    DraftToken drawn =
                            decoder.draft(cache, tokens, GoldenFile.profile(expected), SamplingOptions.GREEDY, 0);
                    assertThat(drawn.token()).isEqualTo(draft);
                    tokens.add(draft);
                }
            }
        }
    }

    private float[] last(int[] prompt, SkipProfile profile) {
        try (KvCache cache = decoder.newCache()) {
            return decoder.logits(cache, prompt, profile)[prompt.length - 1];
        }
    }

    private JsonNode chat(JsonNode entry) {
        return golden.get("chats").get(entry.get("chat").intValue());
    }

    private int[] prompt(JsonNode entry) {
        return GoldenFile.ints(chat(entry).get("ids"));
    }

    private static void assertEqual(float[] logits, JsonNode expected) {
        int stride = expected.get("stride").intValue();
        float[] values = GoldenFile.floats(expected.get("values"));
        for (int i = 0; i < values.length; i++) {
            assertThat(logits[i * stride]).isCloseTo(values[i], within(FLOAT32));
        }
        int[] top = GoldenFile.ints(expected.get("top20_ids"));
        float[] topValues = GoldenFile.floats(expected.get("top20_values"));
        for (int i = 0; i < top.length; i++) {
            assertThat(logits[top[i]]).isCloseTo(topValues[i], within(FLOAT32));
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - (double) topValues[0]);
        }
        assertThat(topValues[0] + Math.log(sum))
                .isCloseTo(expected.get("logsumexp").doubleValue(), within((double) FLOAT32));
    }
}
