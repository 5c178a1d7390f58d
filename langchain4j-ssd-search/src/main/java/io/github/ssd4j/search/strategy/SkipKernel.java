package io.github.ssd4j.search.strategy;

/**
 * How alike the speeds of two sets are expected to be: 1 for a set and itself, less the more they differ. A share of it is
 * a Matérn 5/2 kernel (Rasmussen &amp; Williams 2006, eq. 4.17)
 *
 * <pre>(1 + z + z^2 / 3) exp(-z),  z^2 = 5 (a / attentionScale + m / mlpScale)</pre>
 *
 * of sets that differ in {@code a} attentions and {@code m} MLPs; the rest is a squared exponential {@code exp(-s^2 / (2
 * sizeScale^2))} of sets whose sizes differ by {@code s}. Weighted Hamming distances are squared distances of points of a
 * cube, so both are positive semi-definite, and so is their sum.
 *
 * <p>Vectors are zeros and ones wherever it is asked, which is what rounding inside of the kernel comes to for a space
 * without continuous variables (Garrido-Merchán &amp; Hernández-Lobato, arXiv 1805.03463). Distances are small whole numbers,
 * so all values are computed once.
 */
final class SkipKernel {

    private final double[][] byMembers;
    private final double[] bySize;

    /**
     * A kernel over vectors of a model.
     *
     * @param attentionScale differing attentions after which speeds have little in common; more than 0
     * @param mlpScale the same for MLPs
     * @param membersShare what differing members count, from 0 to 1; the rest is for sizes
     * @param sizeScale difference of sizes after which speeds have little in common; more than 0
     */
    SkipKernel(int layers, double attentionScale, double mlpScale, double membersShare, double sizeScale) {
        byMembers = new double[layers + 1][layers + 1];
        for (int attention = 0; attention <= layers; attention++) {
            for (int mlp = 0; mlp <= layers; mlp++) {
                byMembers[attention][mlp] = membersShare * matern(attention / attentionScale + mlp / mlpScale);
            }
        }
        bySize = new double[2 * layers + 1];
        for (int size = 0; size <= 2 * layers; size++) {
            bySize[size] = (1 - membersShare) * Math.exp(-0.5 * size * size / (sizeScale * sizeScale));
        }
    }

    private static double matern(double squaredDistance) {
        double z = Math.sqrt(5 * squaredDistance);
        return (1 + z + z * z / 3) * Math.exp(-z);
    }

    double between(Bits one, Bits other) {
        return byMembers[one.attentionDistance(other)][one.mlpDistance(other)]
                + bySize[Math.abs(one.size() - other.size())];
    }
}
