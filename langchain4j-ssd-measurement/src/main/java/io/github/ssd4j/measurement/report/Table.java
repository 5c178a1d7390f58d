package io.github.ssd4j.measurement.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table of text with a header, written for a terminal, as Markdown or as HTML. The first column is left-aligned, the others
 * right-aligned, so that figures stand under each other. Whatever is in a cell, it stays one cell of one line.
 */
public final class Table {

    private static final String GAP = "  ";

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table without rows; {@code header} names its columns. */
    public Table(String... header) {
        this.header = lines(header);
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException when it has another number of cells than the header
     */
    public Table row(String... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(
                    "cells must be " + header.size() + " as in the header, but are: " + cells.length);
        }
        rows.add(lines(cells));
        return this;
    }

    /** The table with columns padded to equal width and a rule under the header; ends with a line break. */
    public String toText() {
        int[] widths = new int[header.size()];
        for (List<String> row : allRows()) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        appendPadded(text, header, widths);
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        appendPadded(text, rule, widths);
        rows.forEach(row -> appendPadded(text, row, widths));
        return text.toString();
    }

    /** The table in GitHub's Markdown; ends with a line break. */
    public String toMarkdown() {
        StringBuilder text = new StringBuilder();
        appendMarkdown(text, header);
        text.append("|---|").append("---:|".repeat(header.size() - 1)).append('\n');
        rows.forEach(row -> appendMarkdown(text, row));
        return text.toString();
    }

    /** The table as HTML, also well-formed XML; names of columns and rows are marked as such. Ends with a line break. */
    public String toHtml() {
        StringBuilder html = new StringBuilder("<table>\n<thead>\n<tr>");
        header.forEach(cell ->
                html.append("<th scope=\"col\">").append(Markup.html(cell)).append("</th>"));
        html.append("</tr>\n</thead>\n<tbody>\n");
        for (List<String> row : rows) {
            html.append("<tr><th scope=\"row\">")
                    .append(Markup.html(row.get(0)))
                    .append("</th>");
            row.stream()
                    .skip(1)
                    .forEach(cell ->
                            html.append("<td>").append(Markup.html(cell)).append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>\n").toString();
    }

    private static List<String> lines(String... cells) {
        return Stream.of(cells).map(Markup::line).toList();
    }

    private List<List<String>> allRows() {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        return all;
    }

    private static void appendPadded(StringBuilder text, List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? cell + padding : GAP + padding + cell);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static void appendMarkdown(StringBuilder text, List<String> row) {
        text.append('|');
        for (String cell : row) {
            text.append(' ').append(Markup.markdown(cell)).append(" |");
        }
        text.append('\n');
    }
}
