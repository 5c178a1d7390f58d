package io.github.ssd4j.search.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.search.TestModel;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationStats;
import io.github.ssd4j.speculative.SpeculativeGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementScorerTest {

    private static final int MAX_TOKENS = 60;
    private static final DraftCosts CHEAP =
            new DraftCosts(40, 1, 0.09, 0.09, List.of(1.0, 1.0, 1.01, 1.02, 1.03, 1.04));
    private static final SkipSet SOME = SkipSet.of(5, 4, 7);

    private static Checkpoint checkpoint;
    private static Decoder decoder;
    private static List<Continuation> greedy;

    @BeforeAll
    static void load() {
        checkpoint = TestModel.stories();
        decoder = TestModel.decoder(checkpoint);
        greedy = answers(SamplingOptions.GREEDY);
    }

    @AfterAll
    static void close() {
        greedy.forEach(Continuation::close);
        assertThat(decoder.openCaches()).isZero();
        decoder.close();
        checkpoint.close();
    }

    private static List<Continuation> answers(SamplingOptions sampling) {
        List<Continuation> answers = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (String beginning : TestModel.BEGINNINGS) {
            int[] prompt = checkpoint.tokenizer().encode(beginning, true);
            Continuation.write(decoder, prompt, MAX_TOKENS, sampling, random).ifPresent(answers::add);
        }
        return answers;
    }

    private static AgreementScorer scorer() {
        return new AgreementScorer(decoder, greedy, CHEAP, SamplingOptions.GREEDY, MAX_TOKENS);
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "4, 3", "4, 5", "5, 2", "5, 5", "3, 4", "9, 2", "1, 3"})
    void replayed_rounds_should_be_those_of_generation(int skipped, int draftTokens) {
        SkipSet set = SkipSet.of(5, skipped);
        double[] generated = new double[draftTokens + 1];
        for (GenerationStats stats : generate(set, draftTokens)) {
            List<Integer> rounds = stats.histogram().rounds();
            IntStream.range(0, rounds.size()).forEach(accepted -> generated[accepted] += rounds.get(accepted));
            generated[0]--; // the round that read the prompt
        }
        try (AgreementScorer scorer = scorer()) {

            List<Double> reached = scorer.exactReplay(set, draftTokens).roundsThatAccept();

            double[] replayed = IntStream.rangeClosed(0, draftTokens)
                    .mapToDouble(accepted ->
                            reached.get(accepted) - (accepted < draftTokens ? reached.get(accepted + 1) : 0))
                    .toArray();
            assertThat(replayed).containsExactly(generated, within(1e-9));
            assertThat(replayed[0]).isPositive();
        }
    }

    @Test
    void a_score_of_one_draft_should_be_exact_and_one_of_more_near_to_it() {
        DraftCosts dearRounds = new DraftCosts(40, 1, 0.09, 0.09, List.of(1.0, 1.0, 3.0));
        try (AgreementScorer cheap = scorer();
                AgreementScorer dear =
                        new AgreementScorer(decoder, greedy, dearRounds, SamplingOptions.GREEDY, MAX_TOKENS)) {
            Score one = dear.score(SOME);
            Score many = cheap.score(SkipSet.of(5, 4));

            assertThat(one.draftTokens()).isEqualTo(1);
            assertThat(one.speedUp())
                    .isCloseTo(dear.exactScore(SOME, 1).speedUp(), within(1e-12))
                    .isCloseTo(one.tokensPerRound() / (one.draftCost() + 1), within(0.02));
            assertThat(many.speedUp()).isCloseTo(cheap.exactScore(many).speedUp(), withinPercentage(4));
        }
    }

    @Test
    void scores_should_not_depend_on_what_was_scored_before() {
        List<SkipSet> sets = List.of(
                SkipSet.of(5, 4),
                SkipSet.of(5, 4, 7),
                SkipSet.of(5, 4, 9),
                SkipSet.of(5, 7, 9),
                SkipSet.of(5, 0),
                SOME);
        try (AgreementScorer together = scorer()) {
            List<Score> inOrder = sets.stream().map(together::score).toList();

            for (Score score : inOrder) {
                try (AgreementScorer alone = scorer()) {
                    assertThat(alone.score(score.set())).isEqualTo(score);
                }
                assertThat(together.score(score.set())).isEqualTo(score);
            }
        }
    }

    @Test
    void beside_look_up_a_set_that_does_not_pay_should_be_slower_than_look_up_alone() {
        DraftCosts dear = new DraftCosts(40, 1, 0.01, 0.01, List.of(1.0, 1.2, 1.4, 1.6));
        try (AgreementScorer alone = new AgreementScorer(decoder, greedy, dear, SamplingOptions.GREEDY, MAX_TOKENS);
                AgreementScorer beside =
                        new AgreementScorer(decoder, greedy, dear, SamplingOptions.GREEDY, MAX_TOKENS, true)) {
            Score onItsOwn = alone.exactScore(SOME, 1);
            Score added = beside.exactScore(SOME, 1);

            assertThat(onItsOwn.speedUp()).isLessThan(1);
            // Look-up takes some of the rounds, so what the set loses counts for less.
            assertThat(added.speedUp()).isLessThan(1).isGreaterThan(onItsOwn.speedUp());
            assertThat(added.draftCost()).isEqualTo(onItsOwn.draftCost());
        }
    }

    @Test
    void the_first_layer_should_show_as_what_it_is() {
        try (AgreementScorer scorer = scorer()) {
            double first = scorer.score(SkipSet.of(5, 0, 1)).agreement().get(0);
            double middle = scorer.score(SkipSet.of(5, 6, 7)).agreement().get(0);

            assertThat(first).isLessThan(middle - 0.2);
        }
    }

    @Test
    void sampled_answers_should_be_scored_by_the_probability_to_be_accepted() {
        SamplingOptions warm = SamplingOptions.builder().temperature(1).build();
        List<Continuation> sampled = answers(warm);
        try (AgreementScorer scorer = new AgreementScorer(decoder, sampled, CHEAP, warm, MAX_TOKENS)) {
            Score score = scorer.exactScore(SkipSet.of(5, 4), 2);
            Score nearlyNothing = scorer.exactScore(SkipSet.of(5, 1), 2);

            assertThat(score.agreement())
                    .hasSize(2)
                    .allSatisfy(a -> assertThat(a).isBetween(0.6, 0.99));
            assertThat(nearlyNothing.agreement().get(0))
                    .isLessThan(score.agreement().get(0));
        } finally {
            sampled.forEach(Continuation::close);
        }
    }

    private static List<GenerationStats> generate(SkipSet set, int draftTokens) {
        GenerationOptions options = GenerationOptions.builder()
                .maxTokens(MAX_TOKENS)
                .profile(set.toProfile("test"))
                .draftPolicy(DraftPolicy.fixed(draftTokens))
                .build();
        try (SpeculativeGenerator generator = new SpeculativeGenerator(decoder, checkpoint.tokenizer())) {
            return greedy.stream()
                    .map(answer -> answer.tokens().subArray(0, answer.tokens().promptLength()))
                    .map(prompt -> generator
                            .generate(prompt, options, GenerationListener.NONE)
                            .stats())
                    .toList();
        }
    }
}
