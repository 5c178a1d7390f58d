package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.report.Part.Term;
import io.github.ssd4j.evaluation.result.EvaluationReport;
import io.github.ssd4j.evaluation.result.EvaluationReport.Setting;
import io.github.ssd4j.measurement.report.Markup;
import java.util.stream.Collectors;

/** An evaluation for a terminal and as Markdown: the same facts, tables and explanations. */
public final class EvaluationText {

    private final EvaluationReport report;

    public EvaluationText(EvaluationReport report) {
        this.report = report;
    }

    /** The report for a terminal of about 120 columns; ends with a line break. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        int width = report.settings().stream()
                .mapToInt(setting -> setting.name().length())
                .max()
                .orElse(0);
        for (Setting setting : report.settings()) {
            text.append(Markup.line(setting.name()))
                    .append(" ".repeat(width + 2 - setting.name().length()))
                    .append(Markup.line(setting.value()))
                    .append('\n');
        }
        for (Part part : Parts.of(report)) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append(Markup.line(part.title()))
                    .append("\n\n");
            part.sentences()
                    .forEach(sentence -> text.append(Markup.line(sentence)).append('\n'));
            text.append(part.sentences().isEmpty() ? "" : "\n")
                    .append(part.table().toText());
            text.append('\n');
            part.legend().forEach(term -> text.append(legend(term)).append('\n'));
        }
        if (!report.notes().isEmpty()) {
            text.append("\nNotes\n\n");
            report.notes().forEach(note -> text.append(Markup.line(note)).append('\n'));
        }
        return text.toString();
    }

    /** The report as a Markdown section that can be pasted into a README; ends with a line break. */
    public String toMarkdown() {
        StringBuilder text = new StringBuilder("## Evaluation: " + Markup.markdown(report.task()) + "\n");
        if (!report.settings().isEmpty()) {
            text.append('\n').append(settings()).append('\n');
        }
        for (Part part : Parts.of(report)) {
            text.append("\n### ").append(Markup.markdown(part.title())).append("\n\n");
            if (!part.sentences().isEmpty()) {
                text.append(Markup.markdown(String.join(" ", part.sentences()))).append("\n\n");
            }
            text.append(part.table().toMarkdown());
            if (!part.legend().isEmpty()) {
                text.append('\n').append(legend(part)).append('\n');
            }
        }
        if (!report.notes().isEmpty()) {
            text.append("\n### Notes\n\n");
            report.notes()
                    .forEach(note ->
                            text.append("- ").append(Markup.markdown(note)).append('\n'));
        }
        return text.toString();
    }

    private String settings() {
        return report.settings().stream()
                .map(setting -> "**" + Markup.markdown(setting.name()) + "** " + Markup.markdown(setting.value()))
                .collect(Collectors.joining("; ", "Measured with ", "."));
    }

    private static String legend(Part part) {
        return part.legend().stream()
                .map(term -> "*" + Markup.markdown(term.name()) + "*: " + Markup.markdown(term.meaning()))
                .collect(Collectors.joining("; ", "", "."));
    }

    private static String legend(Term term) {
        return Markup.line(term.name() + ": " + term.meaning());
    }
}
