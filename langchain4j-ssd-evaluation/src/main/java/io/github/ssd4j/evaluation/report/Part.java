package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.measurement.report.Table;
import java.util.List;

/**
 * A part of the report: what it says, the table that shows it, and how to read that.
 *
 * @param sentences plain text
 * @param legend what the columns mean, in their order
 */
record Part(String title, List<String> sentences, Table table, List<Term> legend) {

    Part {
        sentences = List.copyOf(sentences);
        legend = List.copyOf(legend);
    }

    /** A name of a column and its meaning. */
    record Term(String name, String meaning) {}

    /** A part without the columns that are empty in every row. */
    static <R> Part of(String title, List<String> sentences, List<Column<R>> columns, List<R> rows) {
        List<Column<R>> shown = columns.stream()
                .filter(column -> rows.isEmpty()
                        || rows.stream()
                                .anyMatch(row -> !column.cell().apply(row).isEmpty()))
                .toList();
        Table table = new Table(shown.stream().map(Column::name).toArray(String[]::new));
        for (R row : rows) {
            table.row(shown.stream().map(column -> column.cell().apply(row)).toArray(String[]::new));
        }
        List<Term> legend = shown.stream()
                .filter(column -> !column.meaning().isEmpty())
                .map(column -> new Term(column.name(), column.meaning()))
                .toList();
        return new Part(title, sentences, table, legend);
    }
}
