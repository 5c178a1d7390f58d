package io.github.ssd4j.search.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.search.TestModel;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.HiddenStates;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SearchStoppedException;
import io.github.ssd4j.search.space.SkipSet;
import io.github.ssd4j.search.strategy.KnapsackStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelSpaceTest {

    private static final DraftCosts COSTS = new DraftCosts(40, 1, 0.09, 0.1, List.of(1.0, 1.0, 1.01));
    private static final SkipSet SOME = SkipSet.of(5, 4, 7);

    private static Checkpoint checkpoint;
    private static Decoder decoder;
    private static Continuation answer;
    private static AgreementScorer scorer;

    private final List<Score> told = new ArrayList<>();

    @BeforeAll
    static void load() {
        checkpoint = TestModel.stories();
        decoder = TestModel.decoder(checkpoint);
        int[] prompt = checkpoint.tokenizer().encode(TestModel.BEGINNINGS.get(0), true);
        answer = Continuation.write(decoder, prompt, 50, SamplingOptions.GREEDY, new SplittableRandom(1))
                .orElseThrow();
        scorer = new AgreementScorer(decoder, List.of(answer), COSTS, SamplingOptions.GREEDY, 50);
    }

    @AfterAll
    static void close() {
        scorer.close();
        answer.close();
        decoder.close();
        checkpoint.close();
    }

    private ModelSpace space(Map<SkipSet, Score> known, int evaluations, BooleanSupplier stop) {
        return new ModelSpace(scorer, COSTS, known, new ModelSpace.Limits(evaluations, stop), 1, told::add);
    }

    private ModelSpace space(int evaluations) {
        return space(Map.of(), evaluations, () -> false);
    }

    @Test
    void a_known_score_should_be_free() {
        ModelSpace space = space(1);

        Score score = space.score(SOME);

        assertThat(space.score(SkipSet.of(5, 7, 4))).isSameAs(score);
        assertThat(space.evaluations().done()).isEqualTo(1);
        assertThat(told).containsExactly(score);
        assertThatExceptionOfType(SearchStoppedException.class).isThrownBy(() -> space.score(SkipSet.of(5, 4)));
    }

    @Test
    void scores_of_an_earlier_search_should_be_used_and_counted() {
        Score earlier = new Score(SOME, List.of(0.123), 0.5, 1, 1.123, 0.7);
        ModelSpace space = space(Map.of(SOME, earlier), 10, () -> false);

        assertThat(space.scores()).isEmpty();
        assertThat(space.score(SOME)).isSameAs(earlier);
        assertThat(space.evaluations().done()).isEqualTo(1);
        assertThat(told).containsExactly(earlier);
    }

    @Test
    void should_pin_the_sub_layers_of_the_first_layers_that_the_model_needs() {
        ModelSpace space = space(100);

        space.pinFirstLayers();

        assertThat(space.pinned()).isNotEmpty().allMatch(subLayer -> subLayer < 4);
        for (int subLayer = 0; subLayer < 4; subLayer++) {
            double agreement = space.score(SkipSet.of(5, subLayer)).agreement().get(0);
            assertThat(space.pinned().contains(subLayer)).isEqualTo(agreement < 0.9);
        }
        assertThat(space.evaluations().done()).isEqualTo(4);
    }

    @Test
    void should_stop_when_told() {
        AtomicBoolean stop = new AtomicBoolean();
        ModelSpace space = space(Map.of(), 100, stop::get);
        space.score(SOME);

        stop.set(true);

        assertThat(space.score(SOME).set()).isEqualTo(SOME);
        assertThatExceptionOfType(SearchStoppedException.class).isThrownBy(() -> space.score(SkipSet.of(5, 4)));
        assertThat(space.best(3)).hasSize(1);
    }

    @Test
    void running_all_sub_layers_should_count_as_one_evaluation_and_end_at_the_full_models_state() {
        ModelSpace space = space(100);
        try (HiddenStates states = space.hiddenStates()) {
            int state = HiddenStates.EMBEDDINGS;
            for (int subLayer = 0; subLayer < 10; subLayer++) {
                state = states.run(state, subLayer);
                assertThat(states.similarity(state, subLayer)).isCloseTo(1, within(1e-5));
            }
            assertThat(space.evaluations().done()).isEqualTo(1);
            int freed = state;
            states.free(freed);
            assertThatIllegalArgumentException().isThrownBy(() -> states.free(freed));
            assertThatIllegalArgumentException().isThrownBy(() -> states.free(HiddenStates.EMBEDDINGS));
        }
    }

    @Test
    void the_knapsack_should_walk_through_a_real_model() {
        ModelSpace space = space(60);

        try {
            new KnapsackStrategy().search(space);
        } catch (SearchStoppedException e) {
            assertThat(e).hasMessageContaining("all evaluations are used");
        }

        assertThat(space.best(1).get(0).speedUp())
                .isGreaterThan(space.score(SkipSet.of(5, 0)).speedUp());
    }

    @Test
    void should_refuse_what_cannot_be_scored() {
        ModelSpace space = space(10);

        assertThatIllegalArgumentException().isThrownBy(() -> space.score(SkipSet.of(5)));
        assertThatIllegalArgumentException().isThrownBy(() -> space.score(SkipSet.of(6, 4)));
    }
}
