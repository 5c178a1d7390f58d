package io.github.ssd4j.decoder;

/** What tests look at in a row of logits. */
final class Logits {

    private Logits() {}

    static int argmax(float[] row) {
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            best = row[i] > row[best] ? i : best;
        }
        return best;
    }

    static double logSumExp(float[] row) {
        double max = row[argmax(row)];
        double sum = 0;
        for (float logit : row) {
            sum += Math.exp(logit - max);
        }
        return max + Math.log(sum);
    }
}
