package io.github.ssd4j.search.strategy;

/**
 * By how much a normally distributed value is expected to exceed the best so far, not exceeding it counting as 0 (Jones,
 * Schonlau &amp; Welch 1998, eq. 15):
 *
 * <pre>sd h(z),  h(z) = z Phi(z) + phi(z),  z = (mean - best) / sd</pre>
 *
 * with distribution {@code Phi} and density {@code phi} of the standard normal.
 */
final class ExpectedImprovement {

    /** Where the tail is summed in another way, so that it keeps its digits. */
    private static final double TAIL = 3;

    private static final int FRACTIONS = 60;

    private static final double LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);

    private ExpectedImprovement() {}

    /** The improvement; not negative. */
    static double of(double mean, double deviation, double best) {
        return Math.exp(logOf(mean, deviation, best));
    }

    /**
     * Its logarithm, which tells hopeless from more hopeless where the improvement itself is too small for a number;
     * negative infinity if there can be none.
     */
    static double logOf(double mean, double deviation, double best) {
        double difference = mean - best;
        if (deviation <= 0) {
            return Math.log(Math.max(0, difference));
        }
        double z = difference / deviation;
        // h(z) = z + h(-z): of a difference of large numbers little would be left
        double log = z > 0 ? Math.log(z + Math.exp(logBelow(z))) : logBelow(-z);
        return Math.log(deviation) + log;
    }

    /** log h(-z) for z >= 0. */
    private static double logBelow(double z) {
        double logDensity = -0.5 * z * z - LOG_SQRT_2_PI;
        if (z < TAIL) {
            double density = Math.exp(logDensity);
            return Math.log(density - z * (0.5 - density * series(z)));
        }
        return logDensity + Math.log(tail(z));
    }

    /** (Phi(z) - 1/2) / phi(z) = z + z^3 / 3 + z^5 / (3 * 5) + ... */
    private static double series(double z) {
        double sum = 0;
        double term = z;
        for (int odd = 3; sum + term != sum; odd += 2) {
            sum += term;
            term *= z * z / odd;
        }
        return sum;
    }

    /** 1 - z (1 - Phi(z)) / phi(z), with the ratio as 1 / (z + f), f = 1 / (z + 2 / (z + 3 / ...)). */
    private static double tail(double z) {
        double fraction = z;
        for (int i = FRACTIONS; i > 1; i--) {
            fraction = z + i / fraction;
        }
        return 1 / (z * fraction + 1);
    }
}
