package io.github.ssd4j.measurement.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void should_take_the_middle_sample_of_an_odd_number() {
        // sorted: 1 2 4 8 16; the quartiles fall on samples
        assertThat(Summary.of(8, 1, 16, 2, 4)).isEqualTo(new Summary(5, 1, 2, 4, 8, 16));
    }

    @Test
    void should_interpolate_between_the_samples_of_an_even_number() {
        // sorted: 10 20 30 40; positions 0.75, 1.5 and 2.25 give 17.5, 25 and 32.5
        assertThat(Summary.of(40, 10, 30, 20)).isEqualTo(new Summary(4, 10, 17.5, 25, 32.5, 40));
    }

    @Test
    void should_summarise_one_sample() {
        Summary summary = Summary.of(7);

        assertThat(summary).isEqualTo(new Summary(1, 7, 7, 7, 7, 7));
        assertThat(summary.spread()).isZero();
    }

    @Test
    void spread_should_be_the_middle_half_as_a_share_of_the_median() {
        // quartiles 17.5 and 32.5 around 25
        assertThat(Summary.of(10, 20, 30, 40).spread()).isEqualTo(0.6);
        assertThat(Summary.of(0, 0, 0, 9).spread()).isZero();
    }

    @Test
    void should_leave_the_samples_as_they_are() {
        double[] samples = {3, 1, 2};

        Summary.of(samples);

        assertThat(samples).containsExactly(3, 1, 2);
    }

    @Test
    void should_refuse_no_samples_and_samples_that_are_not_finite() {
        assertThatIllegalArgumentException().isThrownBy(Summary::of).withMessage("samples cannot be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Summary.of(1, Double.NaN))
                .withMessage("samples must be finite, but one is: NaN");
    }
}
