package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.report.Picture.Form;
import io.github.ssd4j.evaluation.report.Picture.Mark;
import io.github.ssd4j.measurement.report.ChartTheme;
import io.github.ssd4j.measurement.report.ChartTheme.Ink;
import io.github.ssd4j.measurement.report.Figures;
import io.github.ssd4j.measurement.report.Summary;
import java.awt.Color;
import java.awt.Graphics2D;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The speed-up of each answer as a dot. */
final class AnswersPicture {

    /** Steps of it spread evenly over [0, 1), however many dots there are. */
    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private final Candidate candidate;
    private final Map<String, List<Double>> speedUps;
    private final double limit;

    AnswersPicture(Candidate candidate) {
        this.candidate = candidate;
        this.speedUps = candidate.speedUps();
        this.limit = limit(summary(all()));
    }

    Picture draw() throws IOException {
        String alt = speedUps.entrySet().stream()
                .map(entry -> {
                    Summary summary = summary(entry.getValue());
                    return entry.getKey() + ": median " + Figures.ratio(summary.median()) + ", from "
                            + Figures.ratio(summary.min()) + " to " + Figures.ratio(summary.max());
                })
                .collect(Collectors.joining("; ", "Speed-ups of single answers. ", "."));
        long beyond = all().stream().filter(speedUp -> speedUp > limit).count();
        return Picture.draw(
                "The single answers",
                alt,
                "How much faster than " + candidate.baseline() + " each answer came."
                        + (beyond == 0 ? "" : " Beyond " + Figures.ratio(limit) + " and drawn there: " + beyond + "."),
                List.of(
                        new Mark("an answer", Form.DOT, Ink.BLUE),
                        new Mark("median of the category", Form.TICK, Ink.RED),
                        new Mark(candidate.baseline(), Form.LINE, Ink.MUTED)),
                RowChart.height(speedUps.size()),
                this::paint);
    }

    private void paint(ChartTheme theme, Graphics2D graphics) {
        RowChart chart = new RowChart(
                theme, List.copyOf(speedUps.keySet()), "speed of decoding, " + candidate.baseline() + " = 1");
        chart.markerSize(6);
        chart.line(1);
        Color blue = theme.color(Ink.BLUE);
        Color light = new Color(blue.getRed(), blue.getGreen(), blue.getBlue(), 130);
        int row = 0;
        for (List<Double> values : speedUps.values()) {
            double[] xs = values.stream()
                    .mapToDouble(speedUp -> Math.min(limit, speedUp))
                    .toArray();
            double[] ys = new double[xs.length];
            for (int i = 0; i < ys.length; i++) {
                ys[i] = chart.y(row, 0.6 * ((0.5 + i * GOLDEN_RATIO) % 1 - 0.5));
            }
            chart.dots(xs, ys, SeriesMarkers.CIRCLE, light);
            row++;
        }
        row = 0;
        for (List<Double> values : speedUps.values()) {
            chart.tick(row++, Math.min(limit, summary(values).median()), 0.8, Ink.RED);
        }
        chart.paint(graphics);
    }

    /** Answers of very few tokens can be off by any factor; they must not squeeze all others together. */
    private static double limit(Summary summary) {
        double middleHalf = summary.upperQuartile() - summary.lowerQuartile();
        return Math.max(1.5 * summary.median(), summary.upperQuartile() + 3 * middleHalf);
    }

    private List<Double> all() {
        return speedUps.values().stream().flatMap(Collection::stream).toList();
    }

    private static Summary summary(List<Double> values) {
        return Summary.of(values.stream().mapToDouble(value -> value).toArray());
    }
}
