package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The noise of choices is uniform, and independent over seeds, positions and tokens. {@link ChoiceTest} ties it to the device. */
class ChoiceNoiseTest {

    private static final double LEAST_P_VALUE = 1e-3;
    private static final int BINS = 20;

    @ParameterizedTest
    @CsvSource({
        // seed, position and token of the one, then what is added to each for the other
        "0, 0, 0, 0, 0, 1",
        "0, 0, 0, 0, 1, 0",
        "0, 0, 0, 1, 0, 0",
        "7, 300, 1000, 0, 0, 64",
        "7, 300, 1000, 0, 1, -1",
        "-1, 5, 48000, 1, -1, 0",
        "123456789, 8000, 0, 0, 512, 0",
        "123456789, 8000, 0, 4294967296, 0, 0",
    })
    void neighbours_should_be_independent(
            long seed, int position, int token, long moreSeed, int morePosition, int moreToken) {
        double[] observed = new double[BINS * BINS];
        int draws = 0;
        for (int s = 0; s < 20; s++) {
            for (int p = 10; p < 50; p++) {
                for (int t = 10; t < 110; t++) {
                    int one = bin(seed + 2L * s, position + 3 * p, token + 5 * t);
                    int other =
                            bin(seed + 2L * s + moreSeed, position + 3 * p + morePosition, token + 5 * t + moreToken);
                    observed[one * BINS + other]++;
                    draws++;
                }
            }
        }
        double[] expected = new double[observed.length];
        Arrays.fill(expected, (double) draws / expected.length);

        assertThat(ChiSquare.pValue(observed, expected)).isGreaterThan(LEAST_P_VALUE);
    }

    private static int bin(long seed, int position, int token) {
        return (int) (BINS * SamplingOracle.uniform(seed, position, token));
    }

    @Test
    void choices_should_follow_the_probabilities_at_every_position() {
        double[] probabilities = {0.5, 0.25, 0.2, 0.049, 0.001};
        int positions = 200_000;
        double[] observed = new double[probabilities.length];
        for (int position = 0; position < positions; position++) {
            observed[SamplingOracle.choice(probabilities, 11, position)]++;
        }
        double[] expected = IntStream.range(0, 5)
                .mapToDouble(i -> positions * probabilities[i])
                .toArray();

        assertThat(ChiSquare.pValue(observed, expected)).isGreaterThan(LEAST_P_VALUE);
    }

    @Test
    void large_noise_should_be_as_frequent_as_it_ought_to_be() {
        // P(v < 2^-16) over a vocabulary of 50,000 at 200 positions: 152.6 are expected
        long rare = IntStream.range(0, 200)
                .mapToLong(position -> IntStream.range(0, 50_000)
                        .filter(token -> SamplingOracle.uniform(1, position, token) < 0x1p-16)
                        .count())
                .sum();

        assertThat((double) rare).isCloseTo(152.6, within(4 * Math.sqrt(152.6)));
    }
}
