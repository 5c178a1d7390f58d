package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TinyCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeculativeGeneratorTest {

    private static final int CONTEXT = 128;
    private static final GenerationOptions PLAIN =
            GenerationOptions.builder().maxTokens(30).speculative(false).build();
    private static final GenerationOptions SPECULATIVE = PLAIN.toBuilder()
            .profile(SkipProfile.of("one attention", List.of(2), List.of()))
            .draftPolicy(DraftPolicy.fixed(4))
            .speculative(true)
            .build();

    private static TinyModel model;
    private static int[] prompt;

    private SpeculativeGenerator generator;

    @BeforeAll
    static void load() {
        model = TinyModel.open(TinyModel.STORIES, CONTEXT);
        prompt = model.tokenizer().encode("Once upon a time, there was a little girl", true);
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @BeforeEach
    void open() {
        generator = model.newGenerator();
    }

    @AfterEach
    void close() {
        generator.close();
    }

    @Test
    void plain_decoding_should_write_one_token_a_round() {
        GenerationResult result = generator.generate(prompt, PLAIN, GenerationListener.NONE);

        assertThat(result.text()).startsWith("named");
        assertThat(result.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
        GenerationStats stats = result.stats();
        assertThat(stats.rounds()).isEqualTo(30);
        assertThat(stats.generatedTokens()).isEqualTo(30);
        assertThat(stats.draftedTokens()).isZero();
        assertThat(stats.acceptanceRate()).isEmpty();
        assertThat(stats.histogram().rounds()).containsExactly(30);
        assertThat(stats.promptTokens()).isEqualTo(prompt.length);
    }

    @Test
    void should_tell_the_listener_of_each_round_after_the_prompt() {
        RoundListener rounds = new RoundListener();

        GenerationStats stats = generator.generate(prompt, SPECULATIVE, rounds).stats();

        assertThat(rounds.list).hasSize(stats.rounds() - 1);
        assertThat(rounds.list.stream().mapToInt(GenerationListener.Round::drafted))
                .allMatch(drafted -> drafted <= 4);
        assertThat(rounds.list.stream()
                        .mapToInt(GenerationListener.Round::drafted)
                        .sum())
                .isEqualTo(stats.draftedTokens());
        assertThat(rounds.list.stream()
                        .mapToInt(GenerationListener.Round::accepted)
                        .sum())
                .isEqualTo(stats.acceptedTokens());
        assertThat(rounds.list.stream()
                        .mapToLong(round -> round.draftNanos() + round.verifyNanos())
                        .sum())
                .isPositive()
                .isLessThanOrEqualTo(stats.decode().toNanos());
    }

    @Test
    void a_plain_step_should_be_a_round_without_drafts() {
        RoundListener rounds = new RoundListener();

        generator.generate(prompt, PLAIN, rounds);

        assertThat(rounds.list).hasSize(29).allSatisfy(round -> {
            assertThat(round.drafted() + round.accepted()).isZero();
            assertThat(round.draftNanos()).isZero();
            assertThat(round.verifyNanos()).isPositive();
        });
    }

    @Test
    void speculative_decoding_should_write_the_same_in_fewer_rounds() {
        GenerationResult plain = generator.generate(prompt, PLAIN, GenerationListener.NONE);
        GenerationResult result = generator.generate(prompt, SPECULATIVE, GenerationListener.NONE);

        assertThat(result.tokens()).isEqualTo(plain.tokens());
        assertThat(result.text()).isEqualTo(plain.text());
        GenerationStats stats = result.stats();
        assertThat(stats.rounds()).isLessThan(20);
        assertThat(stats.acceptedTokens()).isEqualTo(30 - stats.rounds());
        assertThat(stats.acceptanceRate().orElseThrow()).isBetween(0.5, 1.0);
        assertThat(stats.tokensPerRound().orElseThrow()).isGreaterThan(1.5);
        assertThat(stats.timeToFirstToken())
                .isPositive()
                .isLessThanOrEqualTo(stats.prefill().plus(stats.decode()));
    }

    @Test
    void cost_optimal_drafting_should_write_the_same_and_say_who_drafted() {
        GenerationOptions options = SPECULATIVE.toBuilder()
                .draftPolicy(DraftPolicy.costOptimal(8))
                .maxTokens(100)
                .build();

        GenerationResult plain = generator.generate(
                prompt, options.toBuilder().speculative(false).build(), GenerationListener.NONE);
        GenerationResult result = generator.generate(prompt, options, GenerationListener.NONE);

        assertThat(result.tokens()).isEqualTo(plain.tokens());
        assertThat(plain.stats().drafters()).isEmpty();
        assertThat(result.stats().drafters())
                .extracting(DrafterStats::name)
                .isSubsetOf("look-up", "skip:one attention")
                .contains("look-up");
    }

    @Test
    void fixed_should_draft_with_the_profile_and_without_one_by_look_up() {
        GenerationOptions options = SPECULATIVE.toBuilder().maxTokens(100).build();

        GenerationStats skip =
                generator.generate(prompt, options, GenerationListener.NONE).stats();
        GenerationStats lookUp = generator
                .generate(prompt, options.toBuilder().profile(SkipProfile.NONE).build(), GenerationListener.NONE)
                .stats();
        GenerationStats none = generator
                .generate(prompt, options.toBuilder().drafters(Set.of()).build(), GenerationListener.NONE)
                .stats();

        assertThat(skip.drafters()).extracting(DrafterStats::name).containsExactly("skip:one attention");
        assertThat(lookUp.drafters()).extracting(DrafterStats::name).containsExactly("look-up");
        assertThat(lookUp.acceptedTokens()).isPositive();
        assertThat(none.drafters()).isEmpty();
    }

    @Test
    void a_seed_should_give_the_same_text_whoever_drafts_and_be_told_where_none_was_given() {
        GenerationOptions options = SPECULATIVE.toBuilder()
                .draftPolicy(DraftPolicy.costOptimal(8))
                .sampling(SamplingOptions.builder().temperature(1).build())
                .build();

        GenerationResult first = generator.generate(prompt, options, GenerationListener.NONE);

        for (int repetition = 0; repetition < 5; repetition++) {
            GenerationResult again = generator.generate(
                    prompt,
                    options.toBuilder()
                            .seed(first.seed())
                            .speculative(repetition % 2 == 0)
                            .build(),
                    GenerationListener.NONE);
            assertThat(again.tokens()).isEqualTo(first.tokens());
            assertThat(again.seed()).isEqualTo(first.seed());
        }
    }

    @Test
    void pieces_should_say_which_text_the_draft_foresaw() {
        RecordingListener listener = new RecordingListener();

        GenerationResult result = generator.generate(prompt, SPECULATIVE, listener);

        // Every token of this text is whole characters, so each is a piece of its own.
        assertThat(listener.pieces()).hasSize(30);
        assertThat(listener.pieces().stream().filter(TextPiece::drafted).count())
                .isEqualTo(result.stats().acceptedTokens());
        assertThat(listener.pieces().get(0).drafted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void should_write_exactly_as_many_tokens_as_asked_for(int maxTokens) {
        GenerationResult result = generator.generate(
                prompt, SPECULATIVE.toBuilder().maxTokens(maxTokens).build(), GenerationListener.NONE);

        assertThat(result.tokens()).hasSize(maxTokens);
        assertThat(result.finishReason()).isEqualTo(FinishReason.MAX_TOKENS);
        assertThat(result.stats().tokensPerRound().orElseThrow()).isFinite();
        assertThat(result.stats().tokensPerSecond().orElse(1)).isFinite();
    }

    @Test
    void should_write_the_last_token_that_fits_into_the_context() {
        GenerationOptions endless = SPECULATIVE.toBuilder()
                .maxTokens(Integer.MAX_VALUE)
                .sampling(SamplingOptions.builder().temperature(5).build())
                .seed(1)
                .build();

        GenerationResult result = generator.generate(prompt, endless, GenerationListener.NONE);

        assertThat(result.finishReason()).isEqualTo(FinishReason.CONTEXT_END);
        assertThat(prompt.length + result.tokens().size()).isEqualTo(CONTEXT);
    }

    @Test
    void should_fill_the_last_place_of_the_context_but_not_more() {
        int[] longest = new int[CONTEXT - 1];
        Arrays.fill(longest, 5);

        GenerationResult result = generator.generate(longest, SPECULATIVE, GenerationListener.NONE);

        assertThat(result.tokens()).hasSize(1);
        assertThat(result.finishReason()).isEqualTo(FinishReason.CONTEXT_END);
        assertThatThrownBy(() -> generator.generate(new int[CONTEXT], SPECULATIVE, GenerationListener.NONE))
                .isExactlyInstanceOf(PromptTooLongException.class)
                .hasMessage("the prompt must leave room for one token in the context of 128 tokens, but has 128; "
                        + "shorten it or load the model with a larger context");
    }

    @Test
    void same_seed_should_give_the_same_text_and_another_seed_another() {
        GenerationOptions options = SPECULATIVE.toBuilder()
                .sampling(SamplingOptions.builder().temperature(1).build())
                .seed(42)
                .build();

        GenerationResult first = generator.generate(prompt, options, GenerationListener.NONE);
        GenerationResult again = generator.generate(prompt, options, GenerationListener.NONE);
        GenerationResult other =
                generator.generate(prompt, options.toBuilder().seed(43).build(), GenerationListener.NONE);

        assertThat(again.tokens()).isEqualTo(first.tokens());
        assertThat(other.tokens()).isNotEqualTo(first.tokens());
    }

    @Test
    void without_a_seed_every_text_should_be_another() {
        GenerationOptions options = PLAIN.toBuilder()
                .sampling(SamplingOptions.builder().temperature(2).build())
                .build();

        assertThat(generator.generate(prompt, options, GenerationListener.NONE).tokens())
                .isNotEqualTo(generator
                        .generate(prompt, options, GenerationListener.NONE)
                        .tokens());
    }

    @Test
    void statistics_should_count_what_is_left_of_the_block_that_a_stop_token_cuts() {
        // given: a token that an accepted draft wrote, and the answer's first of its kind
        RecordingListener listener = new RecordingListener();
        GenerationResult whole = generator.generate(prompt, SPECULATIVE, listener);
        int cut = 0;
        while (!listener.pieces().get(cut).drafted()
                || whole.tokens().indexOf(whole.tokens().get(cut)) < cut) {
            cut++;
        }

        // when
        GenerationResult result = generator.generate(
                prompt,
                SPECULATIVE.toBuilder()
                        .stopTokens(List.of(whole.tokens().get(cut)))
                        .build(),
                GenerationListener.NONE);

        // then
        assertThat(result.finishReason()).isEqualTo(FinishReason.STOP_TOKEN);
        assertThat(result.tokens()).isEqualTo(whole.tokens().subList(0, cut));
        assertThat(result.stats().acceptedTokens()).isEqualTo((int) listener.pieces().subList(0, cut).stream()
                .filter(TextPiece::drafted)
                .count());
        assertThat(result.stats().draftedTokens()).isGreaterThan(result.stats().acceptedTokens());
    }

    @Test
    void cancelling_at_any_moment_should_end_without_another_call() {
        RecordingListener all = new RecordingListener();
        GenerationResult whole = generator.generate(prompt, SPECULATIVE, all);

        for (int question = 1; question <= all.questions(); question++) {
            RecordingListener listener = RecordingListener.cancellingAtQuestion(question);

            GenerationResult result = generator.generate(prompt, SPECULATIVE, listener);

            int given = listener.pieces().size();
            assertThat(listener.questions())
                    .as("no question after %s", question)
                    .isLessThanOrEqualTo(question + 1);
            assertThat(result.text()).isEqualTo(listener.text());
            assertThat(listener.pieces()).isEqualTo(all.pieces().subList(0, given));
            assertThat(result.tokens()).isEqualTo(whole.tokens().subList(0, given));
            if (given < 30) {
                assertThat(result.finishReason()).isEqualTo(FinishReason.CANCELLED);
            }
        }
    }

    @Test
    void exception_of_the_listener_should_reach_the_caller_and_leave_the_generator_usable() {
        GenerationResult expected = generator.generate(prompt, SPECULATIVE, GenerationListener.NONE);

        for (int piece = 1; piece <= 10; piece++) {
            RecordingListener listener = RecordingListener.throwingAtPiece(piece);
            assertThatThrownBy(() -> generator.generate(prompt, SPECULATIVE, listener))
                    .isExactlyInstanceOf(ArithmeticException.class)
                    .hasMessage("piece " + piece);
            assertThat(listener.pieces()).hasSize(piece);
        }

        assertThat(generator
                        .generate(prompt, SPECULATIVE, GenerationListener.NONE)
                        .tokens())
                .isEqualTo(expected.tokens());
    }

    @Test
    void should_read_a_long_prompt_in_chunks_that_can_be_cancelled(@TempDir Path directory) throws IOException {
        try (TinyModel big = TinyModel.open(TinyCheckpoint.write(directory, 5, 2048, 1), 2048, 1);
                SpeculativeGenerator longGenerator = big.newGenerator()) {
            // given
            int[] longPrompt = new int[1200];
            GenerationOptions options = PLAIN.toBuilder().maxTokens(3).build();
            RecordingListener listener = new RecordingListener();
            RecordingListener cancelling = RecordingListener.cancellingAtQuestion(3);

            // when
            GenerationResult cancelled = longGenerator.generate(longPrompt, options, cancelling);
            GenerationResult result = longGenerator.generate(longPrompt, options, listener);

            // then
            // what was read before the cancellation is kept
            assertThat(listener.prefilled()).containsExactly(512, 768, 1024, 1200);
            assertThat(result.stats().reusedPromptTokens()).isEqualTo(256);
            assertThat(NaiveGreedy.Output.of(result)).isEqualTo(NaiveGreedy.generate(big, longPrompt, options));
            assertThat(cancelling.prefilled()).containsExactly(256);
            assertThat(cancelled.finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(cancelled.tokens()).isEmpty();
            assertThat(cancelled.stats().rounds()).isZero();
            assertThat(cancelled.stats().tokensPerRound()).isEmpty();
            assertThat(cancelled.stats().decode()).isZero();
        }
    }

    @Test
    void should_reject_prompts_that_are_none() {
        assertThatThrownBy(() -> generator.generate(new int[0], PLAIN, GenerationListener.NONE))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("the prompt must hold at least one token, but is empty");
        assertThatThrownBy(() -> generator.generate(new int[] {1, 512}, PLAIN, GenerationListener.NONE))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompt[1] must be between 0 and 511, but is: 512");
    }

    @Test
    void should_reject_a_profile_of_another_model() {
        GenerationOptions options = PLAIN.toBuilder()
                .profile(SkipProfile.of("big", List.of(30), List.of()))
                .build();

        assertThatThrownBy(() -> generator.generate(prompt, options, GenerationListener.NONE))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("skip profile 'big' skips attention of layer 30");
    }

    @Test
    void should_not_be_called_by_its_own_listener() {
        assertThatThrownBy(() -> generator.generate(
                        prompt, PLAIN, piece -> generator.generate(prompt, PLAIN, GenerationListener.NONE)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("generate must not be called while a generation runs");
    }

    @Test
    void should_free_its_cache_once_and_then_refuse() {
        int open = model.decoder().openCaches();
        SpeculativeGenerator closed = model.newGenerator();
        closed.generate(prompt, PLAIN, GenerationListener.NONE);
        assertThat(model.decoder().openCaches()).isEqualTo(open + 1);

        closed.close();
        closed.close();

        assertThat(model.decoder().openCaches()).isEqualTo(open);
        assertThatThrownBy(() -> closed.generate(prompt, PLAIN, GenerationListener.NONE))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("generate must not be called after close");
    }

    private static final class RoundListener implements GenerationListener {

        private final List<Round> list = new ArrayList<>();

        @Override
        public void onText(TextPiece piece) {}

        @Override
        public void onRound(Round round) {
            list.add(round);
        }
    }
}
