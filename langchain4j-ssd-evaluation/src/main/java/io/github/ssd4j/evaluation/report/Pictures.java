package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.report.Candidate.DraftRow;
import io.github.ssd4j.evaluation.report.Candidate.Row;
import io.github.ssd4j.evaluation.report.Picture.Form;
import io.github.ssd4j.evaluation.report.Picture.Mark;
import io.github.ssd4j.evaluation.result.Drafting.Ledger;
import io.github.ssd4j.measurement.report.ChartTheme;
import io.github.ssd4j.measurement.report.ChartTheme.Ink;
import io.github.ssd4j.measurement.report.Figures;
import java.awt.Graphics2D;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The charts about one candidate. Each is empty where there is nothing to draw. */
final class Pictures {

    private static final Ink[] COST_INKS = {Ink.BLUE, Ink.RED, Ink.AMBER, Ink.GREY};
    private static final List<Mark> LEDGER_MARKS = List.of(
            new Mark("saved", Form.BOX, Ink.GREEN),
            new Mark("accepted drafts", Form.BOX, COST_INKS[0]),
            new Mark("rejected drafts", Form.BOX, COST_INKS[1]),
            new Mark("verification", Form.BOX, COST_INKS[2]),
            new Mark("overhead", Form.BOX, COST_INKS[3]));

    private final Candidate candidate;

    Pictures(Candidate candidate) {
        this.candidate = candidate;
    }

    /** All that there are, in the order of the parts they belong to. */
    List<Picture> draw() throws IOException {
        List<Picture> pictures = new ArrayList<>();
        if (!candidate.rows().isEmpty()) {
            pictures.add(speeds());
        }
        if (!candidate.speedUps().isEmpty()) {
            pictures.add(new AnswersPicture(candidate).draw());
        }
        if (!candidate.draftRows().isEmpty()) {
            pictures.add(ledgers());
            if (HistogramPicture.isThere(candidate)) {
                pictures.add(new HistogramPicture(candidate).draw());
            }
        }
        return pictures;
    }

    private Picture speeds() throws IOException {
        List<Row> rows = candidate.rows();
        boolean predicted = !candidate.draftRows().isEmpty();
        String alt = rows.stream().map(this::speed).collect(Collectors.joining("; ", "Measured speed-up. ", "."));
        return Picture.draw(
                "Speed-up by category",
                alt,
                "Right of the dashed line " + candidate.name() + " is faster than " + candidate.baseline() + ", left of"
                        + " it slower."
                        + (predicted ? " Predicted is what the costs of the passes foretell." : ""),
                speedMarks(rows),
                RowChart.height(rows.size()),
                (theme, graphics) -> paintSpeeds(theme, graphics, rows));
    }

    private List<Mark> speedMarks(List<Row> rows) {
        List<Mark> marks = new ArrayList<>();
        if (rows.stream().anyMatch(row -> row.comparison().speedUp() >= 1)) {
            marks.add(new Mark("measured, faster", Form.BOX, Ink.BLUE));
        }
        if (rows.stream().anyMatch(row -> row.comparison().speedUp() < 1)) {
            marks.add(new Mark("measured, slower", Form.BOX, Ink.RED));
        }
        if (!candidate.draftRows().isEmpty()) {
            marks.add(new Mark("predicted", Form.DIAMOND, Ink.TEXT));
        }
        marks.add(new Mark(candidate.baseline(), Form.LINE, Ink.MUTED));
        return marks;
    }

    private String speed(Row row) {
        String text = row.category() + ": " + Figures.ratio(row.comparison().speedUp());
        return row.comparison().drafting() == null
                ? text
                : text + ", predicted "
                        + Figures.ratio(row.comparison().drafting().predictedSpeedUp());
    }

    private void paintSpeeds(ChartTheme theme, Graphics2D graphics, List<Row> rows) {
        List<String> labels = rows.stream()
                .map(row ->
                        row.category() + "  " + Figures.ratio(row.comparison().speedUp()))
                .toList();
        RowChart chart = new RowChart(theme, labels, "speed of decoding, " + candidate.baseline() + " = 1");
        for (int i = 0; i < rows.size(); i++) {
            double speedUp = rows.get(i).comparison().speedUp();
            chart.bar(i, 0, 1, speedUp, 0.5, speedUp < 1 ? Ink.RED : Ink.BLUE);
        }
        chart.line(1);
        int[] known = IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).comparison().drafting() != null)
                .toArray();
        if (known.length > 0) {
            double[] xs = candidate.draftRows().stream()
                    .mapToDouble(row -> row.drafting().predictedSpeedUp())
                    .toArray();
            double[] ys = IntStream.of(known).mapToDouble(i -> chart.y(i, 0)).toArray();
            chart.markerSize(10);
            chart.dots(xs, ys, SeriesMarkers.DIAMOND, theme.color(Ink.TEXT));
        }
        chart.paint(graphics);
    }

    private Picture ledgers() throws IOException {
        List<DraftRow> rows = candidate.draftRows();
        String alt = rows.stream()
                .map(row -> row.category() + ": saved "
                        + Steps.plain(row.drafting().ledger().saved()) + ", net "
                        + Steps.signed(row.drafting().ledger().net()))
                .collect(Collectors.joining("; ", "Plain steps a token. ", "."));
        return Picture.draw(
                "Where the time goes",
                alt,
                "Above, the plain steps that are not made; below, what that costs. Speculation loses where the lower bar"
                        + " is the longer one.",
                LEDGER_MARKS,
                RowChart.height(rows.size()),
                (theme, graphics) -> paintLedgers(theme, graphics, rows));
    }

    private static void paintLedgers(ChartTheme theme, Graphics2D graphics, List<DraftRow> rows) {
        RowChart chart =
                new RowChart(theme, rows.stream().map(DraftRow::category).toList(), "plain steps for each token");
        for (int i = 0; i < rows.size(); i++) {
            Ledger ledger = rows.get(i).drafting().ledger();
            chart.bar(i, 0.19, 0, ledger.saved(), 0.3, Ink.GREEN);
            double[] costs = {ledger.acceptedDrafts(), ledger.rejectedDrafts(), ledger.verification(), ledger.overhead()
            };
            double positive = 0;
            double negative = 0;
            for (int cost = 0; cost < costs.length; cost++) {
                double from = costs[cost] < 0 ? negative : positive;
                double to = from + costs[cost];
                chart.bar(i, -0.15, from, to, 0.3, COST_INKS[cost]);
                positive = Math.max(positive, to);
                negative = Math.min(negative, to);
            }
        }
        chart.paint(graphics);
    }
}
