package io.github.ssd4j.search;

import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.measurement.report.ChartTheme;
import io.github.ssd4j.measurement.report.ChartTheme.Ink;
import io.github.ssd4j.measurement.report.Png;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.HeatMapStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A search as a picture: above, which sub-layers the best set skips; below, how the search came to it. */
public final class SearchPicture {

    private static final int WIDTH = 1000;
    private static final int CELLS_HEIGHT = 190;
    private static final int SCORES_HEIGHT = 430;

    private static final Color KEPT = new Color(0xE4E8EE);
    private static final Color SKIPPED = new Color(0xD1495B);
    private static final Color DOTS = new Color(0x9DB4C8);
    private static final Color BEST = new Color(0x1F4E79);

    private final SearchReport report;

    /** A picture of a search that has scored at least one set. */
    public SearchPicture(SearchReport report) {
        Ensure.that(!report.scores().isEmpty(), "there is nothing to draw: no set was scored");
        this.report = report;
    }

    /**
     * Writes it as PNG; an old file is replaced.
     *
     * @throws IOException if the file cannot be written, or this JVM cannot draw, as one without fonts
     */
    public void write(Path file) throws IOException {
        // Not by ImageIO, which deletes first what is in the way.
        Files.write(file, Png.draw(WIDTH, CELLS_HEIGHT + SCORES_HEIGHT, 1, this::paint));
    }

    private void paint(Graphics2D graphics) {
        cells().paint(graphics, WIDTH, CELLS_HEIGHT);
        graphics.translate(0, CELLS_HEIGHT);
        scores().paint(graphics, WIDTH, SCORES_HEIGHT);
    }

    /** A row for attention and one for MLPs, a cell for each layer. */
    private HeatMapChart cells() {
        SkipSet set = shown().set();
        int layers = set.subLayers() / 2;
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(WIDTH)
                .height(CELLS_HEIGHT)
                .title(String.format(
                        Locale.ROOT,
                        "%s: the best set skips %d of %d sub-layers",
                        report.subject().model(),
                        set.size(),
                        set.subLayers()))
                .xAxisTitle("layer")
                .build();
        HeatMapStyler styler = chart.getStyler();
        ChartTheme.LIGHT.style(styler);
        styler.setLegendVisible(false);
        styler.setPlotContentSize(1);
        styler.setPlotGridLinesVisible(false);
        styler.setXAxisTickMarkSpacingHint(25);
        styler.setYAxisTickMarkSpacingHint(20);
        styler.setRangeColors(new Color[] {KEPT, SKIPPED}).setMin(0).setMax(1);
        List<Number[]> cells = IntStream.range(0, layers)
                .boxed()
                .flatMap(layer -> Stream.of(
                        new Number[] {layer, 0, set.contains(SkipSet.mlpOf(layer)) ? 1 : 0},
                        new Number[] {layer, 1, set.contains(SkipSet.attentionOf(layer)) ? 1 : 0}))
                .toList();
        chart.addSeries("skipped", IntStream.range(0, layers).boxed().toList(), List.of("MLP", "attention"), cells);
        return chart;
    }

    /** Every score as a dot, the best so far as a line, plain decoding as another. */
    private XYChart scores() {
        List<Score> scores = report.scores();
        double[] evaluations =
                IntStream.rangeClosed(1, scores.size()).asDoubleStream().toArray();
        double[] speedUps = scores.stream().mapToDouble(Score::speedUp).toArray();
        double[] best = speedUps.clone();
        Arrays.parallelPrefix(best, Math::max);
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(SCORES_HEIGHT)
                .title(title())
                .xAxisTitle("sets scored")
                .yAxisTitle("speed, " + report.subject().baseline() + " = 1")
                .build();
        XYStyler styler = chart.getStyler();
        ChartTheme.LIGHT.style(styler);
        styler.setLegendPosition(LegendPosition.InsideSE);
        styler.setMarkerSize(6);
        styler.setXAxisTickMarkSpacingHint(70);
        styler.setXAxisDecimalPattern("0");
        styler.setYAxisDecimalPattern("0.0#");
        styler.setXAxisMin(0.0);
        styler.setXAxisMax((double) Math.max(scores.size(), 2));
        chart.addSeries("a set", evaluations, speedUps)
                .setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
                .setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(DOTS);
        line(chart, "best so far", evaluations, best, BEST, new BasicStroke(2.5f))
                .setXYSeriesRenderStyle(XYSeriesRenderStyle.Step);
        line(
                chart,
                report.subject().baseline(),
                new double[] {0, Math.max(scores.size(), 2)},
                new double[] {1, 1},
                ChartTheme.LIGHT.color(Ink.MUTED),
                new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {6, 4}, 0));
        return chart;
    }

    private String title() {
        String predicted = String.format(
                Locale.ROOT,
                "%s, seed %d: predicted %.2f",
                report.subject().strategy(),
                report.subject().seed(),
                shown().speedUp());
        return report.best()
                .map(validation ->
                        predicted + String.format(Locale.ROOT, ", measured %.2f", validation.measuredSpeedUp()))
                .orElse(predicted);
    }

    /** The set that was measured best, else the one that was scored best. */
    private Score shown() {
        return report.best()
                .map(Validation::score)
                .orElseGet(() -> report.scores().stream()
                        .reduce((a, b) -> b.speedUp() > a.speedUp() ? b : a)
                        .orElseThrow());
    }

    private static XYSeries line(
            XYChart chart, String name, double[] xs, double[] ys, Color color, BasicStroke stroke) {
        XYSeries series = chart.addSeries(name, xs, ys);
        series.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(stroke);
        return series;
    }
}
