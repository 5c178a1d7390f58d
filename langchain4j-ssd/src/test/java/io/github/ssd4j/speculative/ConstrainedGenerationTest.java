package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.chat.grammar.Grammar;
import io.github.ssd4j.chat.grammar.GrammarConstraint;
import io.github.ssd4j.chat.grammar.RandomSchemas;
import io.github.ssd4j.chat.grammar.TokenVocabulary;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TokenMask;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Generation under a constraint that allows a random tenth of the tokens, another one for each token before. */
class ConstrainedGenerationTest {

    private static final int CONTEXT = 96;
    private static final int LENGTH = 30;

    private static TinyModel model;

    @BeforeAll
    static void load() {
        model = TinyModel.open(TinyModel.STORIES, CONTEXT);
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @Test
    void greedy_text_should_be_the_most_probable_allowed_one_with_and_without_drafts() {
        int accepted = 0;
        for (long seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            int[] prompt = model.randomPrompt(random, 1 + random.nextInt(40));
            RandomConstraint constraint =
                    new RandomConstraint(seed, model.decoder().config().vocabSize());
            GenerationOptions plain = GenerationOptions.builder()
                    .maxTokens(LENGTH)
                    .constraint(constraint)
                    .build();
            GenerationOptions speculative = plain.toBuilder()
                    .profile(SkipProfile.of("some", List.of(2), List.of(3)))
                    .draftPolicy(DraftPolicy.fixed(1 + random.nextInt(6)))
                    .build();

            GenerationResult result = generate(prompt, speculative);

            assertThat(result.tokens())
                    .as("seed %s", seed)
                    .isEqualTo(mostProbable(prompt, constraint))
                    .isEqualTo(generate(prompt, plain).tokens());
            accepted += result.stats().acceptedTokens();
        }
        assertThat(accepted).isPositive();
    }

    /** Of the grammar of a schema, so that what it forces is drafted; a failure names its seed. */
    @Test
    void json_should_be_the_same_with_and_without_drafts_greedy_and_sampled() {
        TokenVocabulary vocabulary = TokenVocabulary.of(model.tokenizer());
        Set<Integer> stopTokens = Set.copyOf(model.decoder().config().eosTokenIds());
        Map<String, Integer> accepted = new HashMap<>();
        for (long seed = 0; seed < 24; seed++) {
            Random random = new Random(seed);
            int[] prompt = model.randomPrompt(random, 1 + random.nextInt(20));
            GenerationOptions plain = GenerationOptions.builder()
                    .maxTokens(CONTEXT - prompt.length)
                    .constraint(
                            new GrammarConstraint(Grammar.json(new RandomSchemas(seed).next()), vocabulary, stopTokens))
                    .sampling(sampling(random))
                    .seed(seed)
                    .speculative(false)
                    .build();
            GenerationOptions speculative = plain.toBuilder()
                    .speculative(true)
                    .profile(random.nextBoolean() ? model.randomProfile(random) : SkipProfile.NONE)
                    .build();

            GenerationResult result = generate(prompt, speculative);

            assertThat(NaiveGreedy.Output.of(result))
                    .as("seed %s", seed)
                    .isEqualTo(NaiveGreedy.Output.of(generate(prompt, plain)));
            result.stats()
                    .drafters()
                    .forEach(stats -> accepted.merge(stats.name(), stats.acceptedTokens(), Integer::sum));
        }
        assertThat(accepted.get("grammar")).as("accepted drafts of the grammar").isPositive();
        assertThat(accepted.get("look-up")).as("accepted drafts of look-up").isPositive();
    }

    private static SamplingOptions sampling(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> SamplingOptions.GREEDY;
            case 1 -> SamplingOptions.builder().temperature(0.7).topP(0.9).build();
            default ->
                SamplingOptions.builder()
                        .temperature(1)
                        .minP(0.02)
                        .repetitionPenalty(1.1)
                        .build();
        };
    }

    @Test
    void sampled_tokens_should_be_allowed_ones() {
        RandomConstraint constraint =
                new RandomConstraint(1, model.decoder().config().vocabSize());
        GenerationOptions options = GenerationOptions.builder()
                .maxTokens(LENGTH)
                .constraint(constraint)
                .sampling(SamplingOptions.builder().temperature(3).topP(0.99).build())
                .seed(5)
                .profile(SkipProfile.of("some", List.of(1, 3), List.of()))
                .draftPolicy(DraftPolicy.fixed(4))
                .build();

        GenerationResult result = generate(model.randomPrompt(new Random(2), 20), options);

        TokenConstraint.State state = constraint.start();
        for (int token : result.tokens()) {
            assertThat(state.allowed(1).allows(token)).isTrue();
            state = state.advance(token);
        }
        assertThat(result.tokens()).hasSize(LENGTH);
        assertThat(result.stats().acceptedTokens()).isPositive();
    }

    @Test
    void constraint_should_know_how_many_tokens_are_left() {
        // given: three tokens of text, then the end, as soon as there is room for no more than three
        BitSet end = new BitSet();
        model.decoder().config().eosTokenIds().forEach(end::set);
        TokenMask endOnly = TokenMask.of(end);
        List<Integer> rooms = new ArrayList<>();
        TokenConstraint.State state = new TokenConstraint.State() {
            @Override
            public TokenMask allowed(int room) {
                rooms.add(room);
                return room <= 3
                        ? endOnly
                        : new RandomConstraint(7, model.decoder().config().vocabSize())
                                .start()
                                .allowed(room);
            }

            @Override
            public TokenConstraint.State advance(int token) {
                return this;
            }
        };

        GenerationResult result = generate(
                new int[] {1, 403},
                GenerationOptions.builder()
                        .maxTokens(6)
                        .speculative(false)
                        .constraint(() -> state)
                        .build());

        assertThat(result.tokens()).hasSize(3);
        assertThat(result.finishReason()).isEqualTo(FinishReason.STOP_TOKEN);
        assertThat(rooms).containsExactly(6, 5, 4, 3);
    }

    @Test
    void more_masks_than_the_device_keeps_should_do_no_harm() {
        for (long seed = 0; seed < 12; seed++) {
            RandomConstraint constraint =
                    new RandomConstraint(seed, model.decoder().config().vocabSize());
            GenerationOptions options = GenerationOptions.builder()
                    .maxTokens(60)
                    .constraint(constraint)
                    .build();
            int[] prompt = {1, 403};

            assertThat(generate(prompt, options).tokens())
                    .isEqualTo(generate(prompt, options).tokens());
        }
    }

    private static GenerationResult generate(int[] prompt, GenerationOptions options) {
        try (SpeculativeGenerator generator = model.newGenerator()) {
            return generator.generate(prompt, options, GenerationListener.NONE);
        }
    }

    /** Token by token from the logits. */
    private static List<Integer> mostProbable(int[] prompt, TokenConstraint constraint) {
        List<Integer> tokens = new ArrayList<>();
        TokenConstraint.State state = constraint.start();
        try (KvCache cache = model.decoder().newCache()) {
            int[] next = prompt;
            while (tokens.size() < LENGTH) {
                float[][] rows = model.decoder().logits(cache, next, SkipProfile.NONE);
                float[] logits = rows[rows.length - 1];
                TokenMask mask = state.allowed(LENGTH - tokens.size());
                int best = -1;
                for (int token = 0; token < logits.length; token++) {
                    if (mask.allows(token) && (best < 0 || logits[token] > logits[best])) {
                        best = token;
                    }
                }
                tokens.add(best);
                state = state.advance(best);
                next = new int[] {best};
            }
        }
        return tokens;
    }
}
