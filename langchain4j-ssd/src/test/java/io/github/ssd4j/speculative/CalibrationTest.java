package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationTest {

    private final Calibration calibration = new Calibration();

    @Test
    void should_believe_the_confidence_before_it_has_seen_anything() {
        for (double confidence : new double[] {0, 0.05, 0.5, 0.99, 1}) {
            assertThat(calibration.acceptance(confidence)).isEqualTo(confidence);
        }
    }

    @Test
    void should_weigh_what_it_saw_against_the_confidence() {
        calibration.add(0.55, true);
        // All: (4 + 1) / (4 + 0.55) = 1.098901 times the confidence. The bin: (4 * 0.5 * 1.098901 + 1) / (4 + 1)
        assertThat(calibration.acceptance(0.5)).isCloseTo(0.639560, within(1e-6));

        calibration.add(0.55, false);
        // All: (4 + 31/32) / (4 + 0.55 * 63/32) = 0.977559. The bin: (4 * 0.5 * 0.977559 + 31/32) / (4 + 63/32)
        assertThat(calibration.acceptance(0.5)).isCloseTo(0.489863, within(1e-6));
    }

    @Test
    void should_tell_of_other_bins_only_by_how_far_all_confidences_are_off() {
        calibration.add(0.55, false);

        // 4 / 4.55 times the confidence
        assertThat(calibration.acceptance(0.49)).isCloseTo(0.430769, within(1e-6));
        assertThat(calibration.acceptance(0.6)).isCloseTo(0.527473, within(1e-6));
        // and in its own bin 4 of a weight of 5 of that
        assertThat(calibration.acceptance(0.55)).isCloseTo(0.386813, within(1e-6));
    }

    @Test
    void should_never_be_more_than_certain() {
        calibration.add(0.1, true);
        calibration.add(0.2, true);

        assertThat(calibration.acceptance(0.99)).isEqualTo(1);
    }

    @Test
    void should_learn_that_confidences_are_too_high_and_forget_it_again() {
        for (int i = 0; i < 200; i++) {
            calibration.add(1, false);
        }
        // All: 4 / (4 + 32) = 1/9 times the confidence. The bin: (4 * 1/9) / (4 + 32)
        assertThat(calibration.acceptance(1)).isCloseTo(1 / 81.0, within(0.001));

        for (int i = 0; i < 40; i++) {
            calibration.add(1, true);
        }
        assertThat(calibration.acceptance(1)).isBetween(0.7, 0.8);
    }
}
