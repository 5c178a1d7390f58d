package io.github.ssd4j.decoder;

/** Pearson's test of observed counts against expected ones. */
public final class ChiSquare {

    private static final double LEAST_EXPECTED = 5;

    private ChiSquare() {}

    /**
     * The probability that counts drawn from the expected distribution deviate as much as these. Cells with an expected
     * count below 5 are taken together.
     *
     * @param observed counts
     * @param expected counts of the same total
     */
    public static double pValue(double[] observed, double[] expected) {
        double statistic = 0;
        int cells = 0;
        double rareObserved = 0;
        double rareExpected = 0;
        for (int i = 0; i < observed.length; i++) {
            if (expected[i] < LEAST_EXPECTED) {
                rareObserved += observed[i];
                rareExpected += expected[i];
            } else {
                statistic += square(observed[i] - expected[i]) / expected[i];
                cells++;
            }
        }
        if (rareExpected >= LEAST_EXPECTED) {
            statistic += square(rareObserved - rareExpected) / rareExpected;
            cells++;
        }
        return upperTail(statistic, cells - 1);
    }

    private static double square(double x) {
        return x * x;
    }

    /** P(X &gt; x) for the chi-square distribution: the regularised upper incomplete gamma function Q(k/2, x/2). */
    static double upperTail(double x, int degreesOfFreedom) {
        if (x > 300 + degreesOfFreedom + 40 * Math.sqrt(2.0 * degreesOfFreedom)) {
            return 0; // 40 standard deviations away nothing is left, and the terms of the sum would overflow
        }
        double a = degreesOfFreedom / 2.0;
        double z = x / 2;
        // gamma(a, z) = z^a e^-z * sum over n of z^n / (a (a+1) ... (a+n))
        double term = 1 / a;
        double sum = term;
        for (int n = 1; term > sum * 1e-15; n++) {
            term *= z / (a + n);
            sum += term;
        }
        return 1 - Math.exp(a * Math.log(z) - z - logGamma(a)) * sum;
    }

    /** For a = k/2: from gamma(1) = 1 or gamma(1/2) = sqrt(pi) by gamma(a + 1) = a gamma(a). */
    private static double logGamma(double a) {
        double start = a == Math.rint(a) ? 1 : 0.5;
        double log = start == 1 ? 0 : Math.log(Math.PI) / 2;
        for (double factor = start; factor < a; factor++) {
            log += Math.log(factor);
        }
        return log;
    }
}
