package io.github.ssd4j.evaluation.code;

import io.github.ssd4j.internal.Ensure;
import java.util.List;

/**
 * The chance that at least one of {@code k} answers to a problem is right, estimated without bias from more than {@code
 * k} answers, by Chen et al., <a href="https://arxiv.org/abs/2107.03374">Evaluating Large Language Models Trained on
 * Code</a> (2021).
 */
public final class PassAtK {

    /**
     * What came of the answers to one problem.
     *
     * @param samples answers that were tried, at least 1
     * @param correct those that passed, 0 to {@code samples}
     */
    public record Tally(int samples, int correct) {

        public Tally {
            Ensure.positive(samples, "samples");
            Ensure.between(correct, 0, samples, "correct");
        }
    }

    private PassAtK() {}

    /**
     * Estimates pass@k of one problem, 0 to 1.
     *
     * @param samples answers that were tried, at least 1
     * @param correct those that passed, 0 to {@code samples}
     * @param k 1 to {@code samples}
     */
    public static double estimate(int samples, int correct, int k) {
        return estimate(new Tally(samples, correct), k);
    }

    /** The mean of the estimates of several problems, at least one; each has at least {@code k} samples. */
    public static double mean(List<Tally> problems, int k) {
        Ensure.that(!problems.isEmpty(), "problems cannot be empty");
        return problems.stream()
                .mapToDouble(problem -> estimate(problem, k))
                .average()
                .orElseThrow();
    }

    private static double estimate(Tally tally, int k) {
        Ensure.between(k, 1, tally.samples(), "k");
        int wrong = tally.samples() - tally.correct();
        if (wrong < k) {
            return 1;
        }
        // 1 - C(wrong, k) / C(samples, k), with the quotient of factorials cancelled to factors below 1
        double noneRight = 1;
        for (int i = wrong + 1; i <= tally.samples(); i++) {
            noneRight *= 1 - (double) k / i;
        }
        return 1 - noneRight;
    }
}
