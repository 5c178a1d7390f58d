package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.result.EvaluationReport;

/** Stub. */
public final class EvaluationText {
    private final EvaluationReport report;

    /** Stub. */
    public EvaluationText(EvaluationReport report) {
        this.report = report;
    }

    /** Stub. */
    public String toText() {
        return report.sections().toString() + "\n";
    }
}
