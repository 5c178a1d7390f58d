package io.github.ssd4j.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ssd4j.search.space.SearchStoppedException;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.space.SkipSet;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every strategy must keep to, on models that exist as losses only. */
class StrategiesTest {

    static List<SearchStrategy> all() {
        return Strategies.all();
    }

    @Test
    void should_find_strategies_by_name() {
        assertThat(Strategies.named("greedy")).isSameAs(Strategies.DEFAULT);
        assertThat(Strategies.all()).extracting(SearchStrategy::name).doesNotHaveDuplicates();
        for (SearchStrategy strategy : Strategies.all()) {
            assertThat(Strategies.named(strategy.name())).isSameAs(strategy);
        }
    }

    @Test
    void should_list_the_names_when_there_is_no_such_strategy() {
        assertThatThrownBy(() -> Strategies.named("magic"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("strategy must be one of greedy, knapsack, bayesian, random, but is: magic");
    }

    @ParameterizedTest
    @MethodSource("all")
    void should_come_near_the_optimum_of_a_small_model(SearchStrategy strategy) {
        for (long landscape = 1; landscape <= 5; landscape++) {
            SyntheticSpace space = new SyntheticSpace(6, landscape, 1, 150);
            double optimum = space.optimum().speedUp();

            space.searchedBy(strategy);

            double allowed = strategy.name().equals("random") ? 0.1 : 0.01;
            assertThat(space.bestSpeedUp()).isBetween(optimum * (1 - allowed), optimum);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void should_beat_chance_on_a_deep_model(SearchStrategy strategy) {
        assumeThat(strategy).isNotInstanceOf(RandomStrategy.class);

        assertThat(meanOfBest(strategy, 150)).isGreaterThan(meanOfBest(new RandomStrategy(), 150) + 0.05);
    }

    @ParameterizedTest
    @MethodSource("all")
    void should_find_no_less_with_more_evaluations(SearchStrategy strategy) {
        assertThat(meanOfBest(strategy, 200)).isGreaterThanOrEqualTo(meanOfBest(strategy, 60));
    }

    private static double meanOfBest(SearchStrategy strategy, int limit) {
        return LongStream.rangeClosed(1, 4)
                .mapToDouble(seed -> new SyntheticSpace(24, seed, seed, limit)
                        .searchedBy(strategy)
                        .bestSpeedUp())
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("all")
    void should_ask_for_the_same_sets_with_the_same_seed(SearchStrategy strategy) {
        List<SkipSet> once = new SyntheticSpace(12, 3, 7, 200).searchedBy(strategy).asked;
        List<SkipSet> again = new SyntheticSpace(12, 3, 7, 200).searchedBy(strategy).asked;

        assertThat(again).isEqualTo(once);
    }

    @ParameterizedTest
    @MethodSource("all")
    void should_ask_once_and_never_for_nothing_or_pinned_sub_layers(SearchStrategy strategy) {
        SyntheticSpace space = new SyntheticSpace(8, 2, 5, 250).searchedBy(strategy);

        assertThat(space.asked).isNotEmpty().allSatisfy(set -> {
            assertThat(set.isEmpty()).isFalse();
            assertThat(set.first()).isGreaterThan(1);
        });
        assertThat(new HashSet<>(space.asked)).hasSameSizeAs(space.asked);
    }

    @ParameterizedTest
    @MethodSource("all")
    void should_let_the_end_of_the_budget_pass(SearchStrategy strategy) {
        for (int limit : new int[] {0, 1, 7, 30, 45}) {
            SyntheticSpace space = new SyntheticSpace(30, 2, 5, limit);

            assertThatThrownBy(() -> strategy.search(space)).isInstanceOf(SearchStoppedException.class);
            assertThat(space.states.alive()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void should_end_where_there_is_little_or_nothing_to_skip(SearchStrategy strategy) {
        SyntheticSpace nothing = new SyntheticSpace(1, 2, 5, 100);
        strategy.search(nothing);
        assertThat(nothing.asked).isEmpty();

        SyntheticSpace little = new SyntheticSpace(2, 2, 5, 100);
        strategy.search(little);
        assertThat(little.bestSpeedUp()).isEqualTo(little.optimum().speedUp());
    }

    @ParameterizedTest
    @MethodSource("all")
    void should_end_without_a_limit_of_evaluations(SearchStrategy strategy) {
        SyntheticSpace space = new SyntheticSpace(5, 2, 5, Integer.MAX_VALUE);

        strategy.search(space);

        assertThat(space.asked).hasSizeLessThan(1 << 8);
    }
}
