package io.github.ssd4j.search.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * A Gaussian process that has seen some points: what it expects elsewhere (Rasmussen &amp; Williams 2006, algorithm 2.1).
 * With the kernel matrix {@code R} of the n points, the variance {@code v} of the signal and noise of variance {@code r *
 * v}
 *
 * <pre>
 * L L^T = R + r I,  alpha = L^-T L^-1 y
 * mean(x) = k(x)^T alpha,  variance(x) = v (k(x, x) - |L^-1 k(x)|^2)
 * log p(y) = -n/2 (log v + 1 + log 2 pi) - sum_i log L_ii,  v = y^T alpha / n
 * </pre>
 *
 * where {@code v} is the variance that makes the targets likeliest, given all else. The mean before any point is 0, so
 * targets should have mean 0.
 */
final class GaussianProcess {

    /** Columns that are solved for together: they stay in the cache of a core. */
    private static final int BATCH = 64;

    private static final double LEAST_JITTER = 1e-10;
    private static final double MOST_JITTER = 1;

    private final SkipKernel kernel;
    private final List<Bits> points;
    private final DMatrixRMaj lower;
    private final double[] alpha;
    private final double variance;

    /**
     * The process that has seen these points.
     *
     * @param noise variance of the noise / that of the signal; not negative
     * @param points at least one
     * @param targets one for each point
     */
    GaussianProcess(SkipKernel kernel, double noise, List<Bits> points, double[] targets) {
        this.kernel = kernel;
        this.points = List.copyOf(points);
        this.lower = cholesky(matrix(kernel, points), noise);
        int n = points.size();
        this.alpha = targets.clone();
        TriangularSolver_DDRM.solveL(lower.data, alpha, n);
        TriangularSolver_DDRM.solveTranL(lower.data, alpha, n);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += targets[i] * alpha[i];
        }
        // Equal targets have no variance, but their likelihood must be a number.
        this.variance = Math.max(sum / n, 1e-12);
    }

    /**
     * What is expected at a point.
     *
     * @param deviation standard deviation of the signal there, without noise
     */
    record Prediction(double mean, double deviation) {}

    /** The variance of the signal. */
    double variance() {
        return variance;
    }

    /** How likely its targets were before they were seen: log p(y). */
    double logLikelihood() {
        int n = points.size();
        double sum = -0.5 * n * (Math.log(variance) + 1 + Math.log(2 * Math.PI));
        for (int i = 0; i < n; i++) {
            sum -= Math.log(lower.get(i, i));
        }
        return sum;
    }

    /** What is expected at these points, each for itself. */
    List<Prediction> predict(List<Bits> candidates) {
        List<Prediction> predictions = new ArrayList<>();
        for (int first = 0; first < candidates.size(); first += BATCH) {
            addPredictions(candidates.subList(first, Math.min(first + BATCH, candidates.size())), predictions);
        }
        return predictions;
    }

    private void addPredictions(List<Bits> batch, List<Prediction> predictions) {
        int width = batch.size();
        double[] mean = new double[width];
        double[] explained = new double[width];
        double[][] solved = new double[points.size()][width];
        for (int i = 0; i < points.size(); i++) {
            double[] row = solved[i];
            for (int c = 0; c < width; c++) {
                row[c] = kernel.between(points.get(i), batch.get(c));
                mean[c] += alpha[i] * row[c];
            }
            int start = i * lower.numCols;
            for (int j = 0; j < i; j++) {
                subtract(row, lower.data[start + j], solved[j]);
            }
            double diagonal = lower.data[start + i];
            for (int c = 0; c < width; c++) {
                row[c] /= diagonal;
                explained[c] += row[c] * row[c];
            }
        }
        for (int c = 0; c < width; c++) {
            double unexplained = Math.max(0, kernel.between(batch.get(c), batch.get(c)) - explained[c]);
            predictions.add(new Prediction(mean[c], Math.sqrt(variance * unexplained)));
        }
    }

    /** A method of its own, as the compiler then makes vector instructions of it. */
    private static void subtract(double[] row, double factor, double[] other) {
        for (int c = 0; c < row.length; c++) {
            row[c] -= factor * other[c];
        }
    }

    private static DMatrixRMaj matrix(SkipKernel kernel, List<Bits> points) {
        int n = points.size();
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double value = kernel.between(points.get(i), points.get(j));
                matrix.set(i, j, value);
                matrix.set(j, i, value);
            }
        }
        return matrix;
    }

    /** Rounding can leave a matrix without noise not quite positive definite: then more is added to its diagonal. */
    private static DMatrixRMaj cholesky(DMatrixRMaj matrix, double noise) {
        for (double jitter = 0; jitter <= MOST_JITTER; jitter = Math.max(LEAST_JITTER, 10 * jitter)) {
            DMatrixRMaj work = matrix.copy();
            for (int i = 0; i < work.numRows; i++) {
                work.add(i, i, noise + jitter);
            }
            CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(work.numRows, true);
            if (cholesky.decompose(work)) {
                return cholesky.getT(null);
            }
        }
        throw new IllegalArgumentException(
                "not a kernel matrix: " + Arrays.toString(Arrays.copyOf(matrix.data, Math.min(4, matrix.data.length))));
    }
}
