package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.result.EvaluationReport;
import io.github.ssd4j.evaluation.result.EvaluationReport.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How good the answers of all contestants are. */
final class QualityPart {

    static final String TITLE = "Quality";

    private QualityPart() {}

    /** Empty where nothing was judged. */
    static Optional<Part> of(EvaluationReport report) {
        if (report.qualities().isEmpty()) {
            return Optional.empty();
        }
        List<Column<Quality>> columns = new ArrayList<>();
        columns.add(new Column<>("measure", "from 0 to 1, higher is better", Quality::measure));
        for (int i = 0; i < report.contestants().size(); i++) {
            int contestant = i;
            columns.add(new Column<>(
                    report.contestants().get(i),
                    "",
                    quality -> Steps.plain(quality.values().get(contestant))));
        }
        return Optional.of(Part.of(TITLE, List.of(), columns, report.qualities()));
    }
}
