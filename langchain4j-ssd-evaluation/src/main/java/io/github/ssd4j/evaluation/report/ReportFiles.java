package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.result.EvaluationReport;
import java.nio.file.Path;
import java.util.List;

/** Stub. */
public final class ReportFiles {
    private ReportFiles() {}

    /** Stub. */
    public static List<Path> write(EvaluationReport report, Path folder) {
        return List.of();
    }
}
