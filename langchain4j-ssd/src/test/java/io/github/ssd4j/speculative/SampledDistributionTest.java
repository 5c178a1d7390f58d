package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.decoder.ChiSquare;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SamplingOracle;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TokenSequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sampled speculative output must follow the full model's distribution: the first three tokens of many answers, with
 * fixed seeds, against their exact probabilities, by a chi-square test. A wrong rule shows that
 * the test would notice.
 */
class SampledDistributionTest {

    private static final int ANSWERS = 500;
    private static final int TOKENS = 3;
    private static final double LEAST_P_VALUE = 1e-3;
    private static final SkipProfile PROFILE = SkipProfile.of("bad draft", List.of(1, 3), List.of(2));

    private static TinyModel model;
    private static int[] prompt;

    @BeforeAll
    static void load() {
        model = TinyModel.open(TinyModel.STORIES, 32);
        prompt = model.tokenizer().encode("One day, Lily", true);
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    static Stream<Arguments> samplings() {
        return Stream.of(
                Arguments.of(sampling(1).topK(5).build(), DraftPolicy.fixed(3)),
                Arguments.of(sampling(1.5).topK(2).build(), DraftPolicy.staticThreshold(3, 0.5)),
                Arguments.of(sampling(0.8).topP(0.8).build(), DraftPolicy.costOptimal(4)),
                Arguments.of(sampling(1.2).minP(0.15).build(), DraftPolicy.fixed(0)),
                Arguments.of(
                        sampling(1)
                                .topK(6)
                                .repetitionPenalty(1.3)
                                .presencePenalty(0.5)
                                .build(),
                        DraftPolicy.fixed(3)));
    }

    private static SamplingOptions.Builder sampling(double temperature) {
        return SamplingOptions.builder().temperature(temperature);
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void output_should_follow_the_full_models_distribution(SamplingOptions sampling, DraftPolicy policy) {
        GenerationOptions options = GenerationOptions.builder()
                .maxTokens(TOKENS + 1)
                .sampling(sampling)
                .profile(PROFILE)
                .draftPolicy(policy)
                .build();

        try (SpeculativeGenerator generator = model.newGenerator()) {
            double pValue = pValue(
                    sampling,
                    seed -> generator
                            .generate(prompt, options.toBuilder().seed(seed).build(), GenerationListener.NONE)
                            .tokens());

            assertThat(pValue).isGreaterThan(LEAST_P_VALUE);
        }
    }

    /** Keeps the drafts of the skipped model without asking the full one. */
    @Test
    void chi_square_should_notice_a_wrong_rule() {
        SamplingOptions sampling = sampling(1).topK(5).build();

        double pValue = pValue(sampling, seed -> {
            TokenSequence tokens = new TokenSequence(prompt);
            try (KvCache cache = model.decoder().newCache()) {
                model.decoder().prefill(cache, tokens, prompt.length - 1);
                for (int i = 0; i < TOKENS; i++) {
                    tokens.add(model.decoder()
                            .draft(cache, tokens, PROFILE, sampling, seed)
                            .token());
                }
            }
            return IntStream.range(prompt.length, tokens.length())
                    .mapToObj(tokens::get)
                    .toList();
        });

        assertThat(pValue).isLessThan(LEAST_P_VALUE);
    }

    /** Compares the first three tokens of many answers with their exact probabilities. */
    private static double pValue(SamplingOptions sampling, LongFunction<List<Integer>> answers) {
        Map<List<Integer>, Double> probabilities = new HashMap<>();
        try (KvCache cache = model.decoder().newCache()) {
            model.decoder().prefill(cache, new TokenSequence(prompt), prompt.length - 1);
            addProbabilities(probabilities, cache, sampling, List.of(), 1);
        }
        Map<List<Integer>, Integer> counts = new HashMap<>();
        int others = 0;
        for (long seed = 0; seed < ANSWERS; seed++) {
            List<Integer> start = List.copyOf(answers.apply(seed).subList(0, TOKENS));
            if (probabilities.containsKey(start)) {
                counts.merge(start, 1, Integer::sum);
            } else {
                others++;
            }
        }
        List<List<Integer>> cells = List.copyOf(probabilities.keySet());
        double[] observed = new double[cells.size() + 1];
        double[] expected = new double[cells.size() + 1];
        double mass = 0;
        for (int i = 0; i < cells.size(); i++) {
            observed[i] = counts.getOrDefault(cells.get(i), 0);
            expected[i] = ANSWERS * probabilities.get(cells.get(i));
            mass += probabilities.get(cells.get(i));
        }
        observed[cells.size()] = others;
        expected[cells.size()] = ANSWERS * (1 - mass);
        return ChiSquare.pValue(observed, expected);
    }

    /** Walks through all answers that begin so and are frequent enough for a cell of their own. */
    private static void addProbabilities(
            Map<List<Integer>, Double> probabilities,
            KvCache cache,
            SamplingOptions sampling,
            List<Integer> answer,
            double probability) {
        if (answer.size() == TOKENS) {
            probabilities.put(answer, probability);
            return;
        }
        int length = cache.length();
        int last = answer.isEmpty() ? prompt[prompt.length - 1] : answer.get(answer.size() - 1);
        float[] logits = model.decoder().logits(cache, new int[] {last}, SkipProfile.NONE)[0];
        int[] written = answer.stream().mapToInt(Integer::intValue).toArray();
        double[] next = SamplingOracle.distribution(logits, sampling, prompt, written);
        for (int token = 0; token < next.length; token++) {
            if (probability * next[token] * ANSWERS > 3) {
                List<Integer> longer = new ArrayList<>(answer);
                longer.add(token);
                addProbabilities(probabilities, cache, sampling, List.copyOf(longer), probability * next[token]);
            }
        }
        cache.rollback(length);
    }
}
