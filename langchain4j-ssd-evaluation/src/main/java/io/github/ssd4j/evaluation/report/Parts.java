package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.result.EvaluationReport;
import java.util.ArrayList;
import java.util.List;

/** The parts of a report, in their order. */
final class Parts {

    private Parts() {}

    static List<Part> of(EvaluationReport report) {
        List<Part> parts = new ArrayList<>();
        for (Candidate candidate : Candidate.of(report)) {
            parts.add(SpeedPart.of(candidate));
            PredictionPart.of(candidate).ifPresent(parts::add);
            LedgerPart.of(candidate).ifPresent(parts::add);
            DraftersPart.of(candidate).ifPresent(parts::add);
            TurnsPart.of(candidate).ifPresent(parts::add);
        }
        QualityPart.of(report).ifPresent(parts::add);
        return parts;
    }
}
