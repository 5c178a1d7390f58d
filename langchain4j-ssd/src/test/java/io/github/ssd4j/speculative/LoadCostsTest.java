package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LoadCostsTest {

    private static final double SLOPE = 0.08;

    private final LoadCosts costs = new LoadCosts();

    @Test
    void should_believe_the_first_slope_before_anything_was_measured() {
        // a pass of 8 rows takes 1.56, one of 16 takes 2.2, one of 24 takes 2.84
        assertThat(costs.verify(8, 2, SLOPE)).containsExactly(new double[] {1, 2.2 / 1.56, 2.84 / 1.56}, within(1e-9));
    }

    @Test
    void a_draft_should_be_dearer_the_more_conversations_there_are() {
        double alone = costs.verify(1, 1, SLOPE)[1] - 1;
        double amongFour = costs.verify(4, 1, SLOPE)[1] - 1;
        double amongSixteen = costs.verify(16, 1, SLOPE)[1] - 1;

        assertThat(alone).isLessThan(amongFour);
        assertThat(amongFour).isLessThan(amongSixteen);
    }

    @Test
    void should_learn_the_line_that_passes_lie_on() {
        // given: 20 ms and 2 ms for each row, with noise, pauses among them
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            int rows = 8 + random.nextInt(17);
            double pause = i > 20 && random.nextInt(10) == 0 ? 10 : 1;
            costs.add(rows, (long) (1e6 * (20 + 2 * rows) * (0.95 + 0.1 * random.nextDouble()) * pause), SLOPE);
        }

        // then: 8 rows take 36, 16 take 52, 40 take 100
        double[] verify = costs.verify(8, 4, SLOPE);
        assertThat(verify[1]).isCloseTo(52.0 / 36, within(0.06));
        assertThat(verify[4]).isCloseTo(100.0 / 36, within(0.2));
    }

    @Test
    void should_believe_in_the_end_that_all_has_become_slower() {
        for (int i = 0; i < 50; i++) {
            costs.add(8, 10_000_000, SLOPE);
        }
        for (int i = 0; i < 2000; i++) {
            costs.add(8, 100_000_000, SLOPE);
        }
        assertThat(costs.time(8, SLOPE)).isCloseTo(100_000_000, within(1_000_000.0));
    }

    @Test
    void should_keep_the_first_slope_where_all_passes_are_of_one_length() {
        for (int i = 0; i < 50; i++) {
            costs.add(8, 31_200_000, SLOPE);
        }
        assertThat(costs.verify(8, 1, SLOPE)[1]).isCloseTo(2.2 / 1.56, within(1e-6));
    }
}
