package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.RealModel;
import io.github.ssd4j.Repeats;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On SmolLM2-135M-Instruct in float32: plain output is that of Hugging Face transformers, speculative output the same; seeded text does
 * not depend on who drafts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class SpeculativeGenerationIT {

    /** As many tokens as the golden answers have at most. */
    private static final GenerationOptions PLAIN =
            GenerationOptions.builder().maxTokens(64).speculative(false).build();

    private static final int[] ALL_CHATS = IntStream.range(0, 20).toArray();

    private static final int SAMPLED_CHATS = Repeats.of(1, 2);
    private static final int SAMPLED_TOKENS = Repeats.of(48, 96);

    private static final SkipProfile LIGHT = SkipProfile.of("light", List.of(10, 13, 17, 20, 24), List.of(12, 16));
    private static final SkipProfile HEAVY = SkipProfile.of(
            "heavy", List.of(4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26), List.of(5, 9, 13, 17, 21, 25));
    private static final SkipProfile MLP_ONLY = SkipProfile.of("mlp only", List.of(), List.of(9, 22));

    private JsonNode chats;
    private TinyModel model;
    private SpeculativeGenerator generator;

    @BeforeAll
    void load() throws IOException {
        try (InputStream golden = getClass().getResourceAsStream("/golden/smollm2-135m-instruct.json")) {
            chats = Json.mapper().readTree(golden).get("chats");
        }
        model = TinyModel.open(RealModel.path(), 512, 0);
        generator = model.newGenerator();
    }

    @AfterAll
    void close() {
        generator.close();
        model.close();
    }

    static Stream<Arguments> drafts() {
        return Stream.of(
                Arguments.of(Repeats.areMany() ? ALL_CHATS : new int[] {1, 11, 17, 19}, PLAIN),
                Arguments.of(few(5, 0, 13, 18), draft(LIGHT, DraftPolicy.fixed(5))),
                Arguments.of(few(4, 1, 10), draft(HEAVY, DraftPolicy.staticThreshold(8, 0.4))),
                Arguments.of(few(3, 12, 19), draft(MLP_ONLY, DraftPolicy.adaptiveThreshold(8))),
                Arguments.of(few(2, 6, 7, 8, 9), draft(LIGHT, DraftPolicy.costOptimal(16))),
                Arguments.of(few(11, 14, 15, 16, 17), draft(SkipProfile.NONE, DraftPolicy.fixed(8))));
    }

    /** The first of these chats in every build, all of them in the profile {@code thorough}. */
    private static int[] few(int... chats) {
        return Arrays.copyOf(chats, Repeats.of(1, chats.length));
    }

    private static GenerationOptions draft(SkipProfile profile, DraftPolicy policy) {
        return PLAIN.toBuilder()
                .speculative(true)
                .profile(profile)
                .draftPolicy(policy)
                .build();
    }

    @ParameterizedTest
    @MethodSource("drafts")
    void should_write_what_transformers_write(int[] prompts, GenerationOptions options) {
        int drafted = 0;
        for (int prompt : prompts) {
            JsonNode chat = chats.get(prompt);
            int[] ids = ints(chat.get("ids"));
            int[] expected = ints(chat.get("greedy_ids"));
            boolean stopped = chat.get("stopped_by_eos").booleanValue();

            GenerationResult result = generator.generate(ids, options, GenerationListener.NONE);

            assertThat(result.tokens())
                    .as("chat %s", prompt)
                    .containsExactlyElementsOf(IntStream.of(expected)
                            .limit(stopped ? expected.length - 1 : expected.length)
                            .boxed()
                            .toList());
            assertThat(result.finishReason())
                    .as("chat %s", prompt)
                    .isEqualTo(stopped ? FinishReason.STOP_TOKEN : FinishReason.MAX_TOKENS);
            assertThat(result.text())
                    .as("chat %s", prompt)
                    .isEqualTo(chat.get("greedy_text").textValue());
            drafted += result.stats().draftedTokens();
        }
        assertThat(drafted > 0).isEqualTo(options.speculative());
    }

    static Stream<SamplingOptions> samplings() {
        return Stream.of(
                SamplingOptions.builder().temperature(0.7).build(),
                SamplingOptions.builder().temperature(1).topP(0.9).build(),
                SamplingOptions.builder().temperature(1).minP(0.05).build(),
                SamplingOptions.builder()
                        .temperature(0.7)
                        .topK(40)
                        .repetitionPenalty(1.1)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void seeded_text_should_not_depend_on_who_drafts(SamplingOptions sampling) {
        GenerationOptions plain =
                PLAIN.toBuilder().sampling(sampling).maxTokens(SAMPLED_TOKENS).build();
        int accepted = 0;
        for (int prompt = 0; prompt < SAMPLED_CHATS; prompt++) {
            int[] ids = ints(chats.get(prompt).get("ids"));
            GenerationResult expected = generator.generate(ids, plain, GenerationListener.NONE);
            for (DraftPolicy policy : List.of(DraftPolicy.costOptimal(16), DraftPolicy.fixed(4))) {
                GenerationResult actual = generator.generate(
                        ids,
                        draft(LIGHT, policy).toBuilder()
                                .sampling(sampling)
                                .maxTokens(SAMPLED_TOKENS)
                                .seed(expected.seed())
                                .build(),
                        GenerationListener.NONE);

                assertThat(actual.tokens()).as("chat %s, %s", prompt, policy).isEqualTo(expected.tokens());
                accepted += actual.stats().acceptedTokens();
            }
        }
        assertThat(accepted).isPositive();
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size())
                .map(i -> array.get(i).intValue())
                .toArray();
    }
}
