package io.github.ssd4j.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.search.space.SkipSet;
import io.github.ssd4j.search.strategy.GaussianProcess.Prediction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GaussianProcessTest {

    private static final int LAYERS = 40;
    private static final Offset<Double> CLOSE = within(1e-10);

    /** Sizes only: a difference of 1 halves it, 2 leave 1/16, 3 leave 1/512. */
    private static final SkipKernel HALVING = new SkipKernel(LAYERS, 1, 1, 0, 1 / Math.sqrt(2 * Math.log(2)));

    private static final Bits ONE = bits(2);
    private static final Bits TWO = bits(2, 3);
    private static final Bits THREE = bits(2, 3, 7);

    @Test
    void kernel_should_be_matern_of_weighted_differences_and_gaussian_of_sizes() {
        SkipKernel kernel = new SkipKernel(LAYERS, 5, 20, 0.75, 2);
        // 2 attentions and 4 MLPs differ, on both sides of a word's end: z^2 = 5 (2/5 + 4/20) = 3; sizes differ by 2
        Bits one = bits(4, 66, 3, 65);
        Bits other = bits(5, 7);
        double z = Math.sqrt(3);

        double expected = 0.75 * (2 + z) * Math.exp(-z) + 0.25 * Math.exp(-0.5);
        assertThat(kernel.between(one, other)).isCloseTo(expected, CLOSE).isEqualTo(kernel.between(other, one));
        assertThat(kernel.between(one, one)).isCloseTo(1, CLOSE);
    }

    @Test
    void should_expect_between_two_points_what_follows_from_both() {
        GaussianProcess process = new GaussianProcess(HALVING, 0, List.of(ONE, THREE), new double[] {1, -0.5});

        // R = [1 1/16; 1/16 1], its inverse [1 -1/16; -1/16 1] 256/255; k = (1/2, 1/2): k^T R^-1 = (8/17, 8/17)
        Prediction between = process.predict(List.of(TWO)).get(0);
        assertThat(between.mean()).isCloseTo(8.0 / 17 * 0.5, CLOSE);
        // y^T R^-1 y = 256/255 (1 + 1/4 + 1/16)
        double variance = 256.0 / 255 * 1.3125 / 2;
        assertThat(process.variance()).isCloseTo(variance, CLOSE);
        assertThat(between.deviation()).isCloseTo(Math.sqrt(variance * (1 - 8.0 / 17)), CLOSE);
        // log of the determinant of R: 255/256
        assertThat(process.logLikelihood())
                .isCloseTo(-Math.log(variance) - 1 - Math.log(2 * Math.PI) - 0.5 * Math.log(255.0 / 256), CLOSE);
    }

    @Test
    void should_expect_of_three_points_what_was_seen_and_know_nothing_far_away() {
        List<Bits> points = List.of(ONE, TWO, THREE);
        GaussianProcess process = new GaussianProcess(HALVING, 0, points, new double[] {1, 0.25, -1});

        assertThat(process.predict(points)).extracting(Prediction::mean).satisfies(means -> {
            assertThat(means.get(0)).isCloseTo(1, CLOSE);
            assertThat(means.get(1)).isCloseTo(0.25, CLOSE);
            assertThat(means.get(2)).isCloseTo(-1, CLOSE);
        });
        assertThat(process.predict(points))
                .allSatisfy(seen -> assertThat(seen.deviation()).isCloseTo(0, within(1e-7)));
        Prediction far = process.predict(List.of(bits(10, 12, 14, 16, 18, 20, 22, 24, 26, 28)))
                .get(0);
        assertThat(far.mean()).isCloseTo(0, within(1e-6));
        assertThat(far.deviation()).isCloseTo(Math.sqrt(process.variance()), within(1e-6));
    }

    @Test
    void should_trust_points_less_the_more_noise_there_is() {
        GaussianProcess process = new GaussianProcess(HALVING, 1, List.of(ONE), new double[] {3});

        Prediction seen = process.predict(List.of(ONE)).get(0);
        assertThat(seen.mean()).isCloseTo(1.5, CLOSE);
        assertThat(seen.deviation()).isCloseTo(Math.sqrt(4.5 * 0.5), CLOSE);
    }

    @Test
    void should_add_to_the_diagonal_when_points_cannot_be_told_apart() {
        GaussianProcess process = new GaussianProcess(HALVING, 0, List.of(ONE, bits(3)), new double[] {1, 1});

        assertThat(process.predict(List.of(ONE)).get(0).mean()).isCloseTo(1, within(1e-6));
        assertThat(process.logLikelihood()).isFinite();
    }

    @Test
    void should_predict_many_points_as_each_alone() {
        SkipKernel kernel = new SkipKernel(LAYERS, 10, 10, 0.9, 10);
        SplittableRandom random = new SplittableRandom(1);
        List<Bits> points = new ArrayList<>();
        double[] targets = new double[30];
        for (int i = 0; i < targets.length; i++) {
            points.add(bits(random.ints(i + 1, 0, 2 * LAYERS).toArray()));
            targets[i] = random.nextDouble() - 0.5;
        }
        List<Bits> candidates = new ArrayList<>(Collections.nCopies(150, ONE));
        Collections.fill(candidates.subList(60, 140), THREE);
        GaussianProcess process = new GaussianProcess(kernel, 1e-3, points, targets);

        Prediction one = process.predict(List.of(ONE)).get(0);
        Prediction three = process.predict(List.of(THREE)).get(0);
        List<Prediction> expected = new ArrayList<>(Collections.nCopies(150, one));
        Collections.fill(expected.subList(60, 140), three);
        assertThat(process.predict(candidates)).isEqualTo(expected);
        assertThat(one).isNotEqualTo(three);
    }

    private static Bits bits(int... skipped) {
        return Bits.of(SkipSet.of(LAYERS, skipped));
    }
}
