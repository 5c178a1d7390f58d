package io.github.ssd4j.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedImprovementTest {

    /** Computed from the complementary error function of another library. */
    @ParameterizedTest
    @CsvSource({
        "0, 0.3989422804",
        "1, 1.0833154706",
        "-1, 0.0833154706",
        "2, 2.0084907026",
        "-2, 0.0084907026",
        "-3, 0.0003821543"
    })
    void should_be_the_loss_function_of_the_normal_distribution(double z, double improvement) {
        assertThat(ExpectedImprovement.of(z, 1, 0)).isCloseTo(improvement, within(1e-10));
    }

    @Test
    void should_scale_with_the_deviation() {
        assertThat(ExpectedImprovement.of(5, 0.5, 5)).isCloseTo(0.5 * 0.3989422804, within(1e-10));
        assertThat(ExpectedImprovement.of(4, 0.5, 5)).isCloseTo(0.5 * 0.0084907026, within(1e-10));
    }

    @Test
    void should_be_the_difference_where_nothing_is_unknown() {
        assertThat(ExpectedImprovement.of(3, 0, 2)).isCloseTo(1, within(1e-12));
        assertThat(ExpectedImprovement.of(2, 0, 2)).isZero();
        assertThat(ExpectedImprovement.of(1, 0, 2)).isZero();
    }

    @Test
    void should_vanish_far_below_the_best_but_still_tell_more_from_less_hopeless() {
        assertThat(ExpectedImprovement.of(0, 1, 40)).isLessThan(1e-300);
        assertThat(ExpectedImprovement.logOf(0, 1, 50)).isBetween(-1300.0, -1250.0);
        assertThat(ExpectedImprovement.logOf(0, 1, 1e6))
                .isFinite()
                .isGreaterThan(ExpectedImprovement.logOf(0, 1, 1e6 + 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-3, 0, 3})
    void should_have_no_jump_where_the_way_of_computing_changes(double z) {
        double below = ExpectedImprovement.logOf(z - 1e-9, 1, 0);
        double above = ExpectedImprovement.logOf(z + 1e-9, 1, 0);

        assertThat(above).isGreaterThan(below).isCloseTo(below, within(1e-8));
    }
}
