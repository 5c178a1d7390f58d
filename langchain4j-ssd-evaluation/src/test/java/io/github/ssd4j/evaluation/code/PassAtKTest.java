package io.github.ssd4j.evaluation.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.evaluation.code.PassAtK.Tally;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassAtKTest {

    @Test
    void should_give_the_share_of_right_answers_for_one() {
        assertThat(PassAtK.estimate(10, 3, 1)).isCloseTo(0.3, within(1e-15));
    }

    @Test
    void should_count_the_choices_without_a_right_answer() {
        for (int samples = 1; samples <= 30; samples++) {
            for (int correct = 0; correct <= samples; correct++) {
                for (int k = 1; k <= samples; k++) {
                    // given
                    double noneRight = choices(samples - correct, k).doubleValue()
                            / choices(samples, k).doubleValue();

                    // then
                    assertThat(PassAtK.estimate(samples, correct, k))
                            .as("samples %d, correct %d, k %d", samples, correct, k)
                            .isCloseTo(1 - noneRight, within(1e-12));
                }
            }
        }
    }

    @Test
    void should_stay_a_number_for_many_samples() {
        assertThat(PassAtK.estimate(100_000, 1, 50_000)).isCloseTo(0.5, within(1e-9));
        assertThat(PassAtK.estimate(100_000, 50_000, 50_000)).isEqualTo(1);
        assertThat(PassAtK.estimate(100_000, 0, 100)).isZero();
    }

    @Test
    void should_average_over_problems() {
        List<Tally> problems = List.of(new Tally(10, 10), new Tally(10, 0), new Tally(20, 5));

        assertThat(PassAtK.mean(problems, 1)).isCloseTo((1 + 0 + 0.25) / 3, within(1e-15));
    }

    @Test
    void should_refuse_impossible_counts() {
        assertThatThrownBy(() -> PassAtK.estimate(5, 6, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("correct must be between 0 and 5, but is: 6");
        assertThatThrownBy(() -> PassAtK.estimate(5, 1, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("k must be between 1 and 5, but is: 10");
        assertThatThrownBy(() -> PassAtK.mean(List.of(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("problems cannot be empty");
    }

    private static BigInteger choices(int of, int k) {
        BigInteger choices = BigInteger.ONE;
        for (int i = 0; i < k; i++) {
            choices = choices.multiply(BigInteger.valueOf(of - i)).divide(BigInteger.valueOf(i + 1));
        }
        return choices;
    }
}
