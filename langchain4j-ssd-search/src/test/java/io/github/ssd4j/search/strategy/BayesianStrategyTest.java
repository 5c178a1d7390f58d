package io.github.ssd4j.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.space.SkipSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What goes beyond {@link StrategiesTest}. */
class BayesianStrategyTest {

    @Test
    void should_find_better_sets_than_chance_with_100_evaluations() {
        double chance = meanOfBest(new RandomStrategy());

        assertThat(meanOfBest(new BayesianStrategy())).isGreaterThan(chance + 0.06);
    }

    private static double meanOfBest(SearchStrategy strategy) {
        return LongStream.rangeClosed(11, 14)
                .mapToDouble(seed -> new SyntheticSpace(24, seed, seed, 100)
                        .searchedBy(strategy)
                        .bestSpeedUp())
                .average()
                .orElseThrow();
    }

    @Test
    void observations_should_raise_the_worst_and_be_normalised() {
        Observations observations = observations(-90, 1, 2, 3, 4, 5, 6, 7, 8, 9);

        // the worst three count as the fourth
        double[] targets = observations.targets();
        assertThat(IntStream.range(0, 4).mapToDouble(i -> targets[i]).distinct())
                .hasSize(1);
        assertThat(IntStream.range(3, 10).mapToDouble(i -> targets[i]).boxed()).isSorted();
        assertThat(IntStream.range(0, 10).mapToDouble(i -> targets[i]).sum()).isCloseTo(0, within(1e-12));
        assertThat(IntStream.range(0, 10)
                        .mapToDouble(i -> targets[i] * targets[i])
                        .sum())
                .isCloseTo(10, within(1e-12));
        assertThat(observations.best()).isEqualTo(targets[9]);
    }

    @Test
    void observations_should_be_zero_when_all_are_equal() {
        assertThat(observations(1.5, 1.5, 1.5).targets()).containsExactly(0, 0, 0);
    }

    @Test
    void observations_should_keep_the_best_and_the_latest_when_there_are_many() {
        Observations observations =
                observations(new SplittableRandom(3).doubles(450).toArray());
        List<SkipSet> fastest = observations.fastest(1);

        assertThat(observations.count()).isEqualTo(450);
        assertThat(observations.points()).hasSize(400);
        assertThat(observations.targets()).hasSize(400).contains(observations.best());
        assertThat(observations.points().stream().anyMatch(point -> distance(point, Bits.of(fastest.get(0))) == 0))
                .isTrue();
        assertThat(distance(observations.points().get(399), Bits.of(numbered(449))))
                .isZero();
    }

    private static int distance(Bits one, Bits other) {
        return one.attentionDistance(other) + one.mlpDistance(other);
    }

    private static Observations observations(double... speeds) {
        Observations observations = new Observations();
        for (int i = 0; i < speeds.length; i++) {
            observations.add(new Score(numbered(i), List.of(0.5), 0.5, 1, 1.5, speeds[i]));
        }
        return observations;
    }

    /** A set of its own for each number. */
    private static SkipSet numbered(int number) {
        return SkipSet.of(
                8,
                IntStream.range(0, 16).filter(i -> ((number + 1) >> i & 1) == 1).toArray());
    }
}
