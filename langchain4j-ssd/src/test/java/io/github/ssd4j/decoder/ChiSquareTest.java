package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChiSquareTest {

    @Test
    void should_agree_with_the_tables() {
        assertThat(ChiSquare.upperTail(3.841, 1)).isCloseTo(0.05, within(1e-4));
        assertThat(ChiSquare.upperTail(5.991, 2)).isCloseTo(0.05, within(1e-4));
        assertThat(ChiSquare.upperTail(18.307, 10)).isCloseTo(0.05, within(1e-4));
        assertThat(ChiSquare.upperTail(59.703, 30)).isCloseTo(0.001, within(1e-5));
    }

    @Test
    void should_be_zero_far_away() {
        assertThat(ChiSquare.upperTail(1_050, 124)).isCloseTo(0, within(1e-12));
        assertThat(ChiSquare.upperTail(2_200, 124)).isZero();
    }

    @Test
    void should_sum_squared_deviations() {
        // (60-50)^2/50 + (40-50)^2/50 = 4, one degree of freedom
        assertThat(ChiSquare.pValue(new double[] {60, 40}, new double[] {50, 50}))
                .isCloseTo(0.0455, within(1e-4));
    }

    @Test
    void should_take_rare_cells_together() {
        // 90 and the rest of 3 + 4 + 3: 25/90 + 25/10 = 2.778
        assertThat(ChiSquare.pValue(new double[] {95, 1, 2, 2}, new double[] {90, 3, 4, 3}))
                .isCloseTo(0.0956, within(1e-4));
    }
}
