package io.github.ssd4j.evaluation.rouge;

/**
 * One measure of a candidate against a reference.
 *
 * @param precision the share of the candidate's units that the reference has, 0 to 1
 * @param recall the share of the reference's units that the candidate has, 0 to 1
 * @param f1 the harmonic mean of the two, 0 to 1
 */
public record RougeScore(double precision, double recall, double f1) {

    /** The score of {@code matches} units that both have; a side without units scores 0. */
    static RougeScore of(int matches, int candidateUnits, int referenceUnits) {
        double precision = (double) matches / Math.max(candidateUnits, 1);
        double recall = (double) matches / Math.max(referenceUnits, 1);
        double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
        return new RougeScore(precision, recall, f1);
    }
}
