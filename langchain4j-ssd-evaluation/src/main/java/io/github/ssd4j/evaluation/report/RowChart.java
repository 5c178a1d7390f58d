package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.measurement.report.ChartTheme;
import io.github.ssd4j.measurement.report.ChartTheme.Ink;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart with a named row for each category, from the top down: names of any length can be read, which under columns they
 * cannot. The library has no such chart with stacked bars, so bars are thick lines here.
 */
final class RowChart {

    private static final int ROW = 34;
    private static final int FRAME = 74;
    private static final int LONGEST_NAME = 30;

    /** Of the axis, that its labels of two decimals differ. */
    private static final double LEAST_SPAN = 0.1;

    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

    private final ChartTheme theme;
    private final List<String> labels;
    private final XYChart chart;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    RowChart(ChartTheme theme, List<String> labels, String xTitle) {
        this.theme = theme;
        this.labels = labels;
        this.chart = new XYChartBuilder()
                .width(Picture.WIDTH)
                .height(height(labels.size()))
                .xAxisTitle(xTitle)
                .build();
        XYStyler styler = chart.getStyler();
        theme.style(styler);
        styler.setLegendVisible(false);
        styler.setAxisTickLabelsFont(FONT);
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setYAxisTicksVisible(false);
        styler.setPlotContentSize(1);
        styler.setPlotGridHorizontalLinesVisible(false);
        styler.setXAxisTickMarkSpacingHint(60);
        styler.setYAxisMin(-0.5);
        styler.setYAxisMax(labels.size() - 0.5);
        styler.setXAxisDecimalPattern("0.0#");
    }

    static int height(int rows) {
        return FRAME + ROW * rows;
    }

    /** Where a row is; {@code offset} in heights of a row, positive is up. */
    double y(int row, double offset) {
        return labels.size() - 1 - row + offset;
    }

    /** A bar, {@code thickness} in heights of a row. */
    void bar(int row, double offset, double from, double to, double thickness, Ink ink) {
        double[] ys = {y(row, offset), y(row, offset)};
        BasicStroke stroke = new BasicStroke((float) (thickness * ROW), BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
        add(new double[] {from, to}, ys)
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(theme.color(ink))
                .setLineStyle(stroke);
    }

    /** A short upright bar. */
    void tick(int row, double x, double height, Ink ink) {
        add(new double[] {x, x}, new double[] {y(row, -height / 2), y(row, height / 2)})
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(theme.color(ink))
                .setLineStyle(new BasicStroke(3, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    }

    /** A dashed line from the top to the bottom. */
    void line(double x) {
        BasicStroke dashed =
                new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {6, 4}, 0);
        add(new double[] {x, x}, new double[] {-0.5, labels.size() - 0.5})
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(theme.color(Ink.MUTED))
                .setLineStyle(dashed);
    }

    void dots(double[] xs, double[] ys, Marker marker, Color color) {
        add(xs, ys)
                .setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
                .setMarker(marker)
                .setMarkerColor(color);
    }

    void markerSize(int size) {
        chart.getStyler().setMarkerSize(size);
    }

    /**
     * Draws it. The names are drawn here and not as ticks of the axis: the library puts ticks where it sees fit, and with such
     * names as theirs it may look for a fitting place for ever.
     */
    void paint(Graphics2D graphics) {
        double margin = Math.max((most - least) * 0.06, (LEAST_SPAN - (most - least)) / 2);
        chart.getStyler().setXAxisMin(least - margin);
        chart.getStyler().setXAxisMax(most + margin);
        graphics.setFont(FONT);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        FontMetrics metrics = graphics.getFontMetrics();
        List<String> names = labels.stream().map(RowChart::shortened).toList();
        int width = names.stream().mapToInt(metrics::stringWidth).max().orElse(0);
        graphics.setColor(theme.color(Ink.PAPER));
        graphics.fillRect(0, 0, width, height(labels.size()));
        graphics.translate(width, 0);
        chart.paint(graphics, Picture.WIDTH - width, height(labels.size()));
        graphics.setFont(FONT);
        graphics.setColor(theme.color(Ink.TEXT));
        int below = (metrics.getAscent() - metrics.getDescent()) / 2;
        for (int row = 0; row < names.size(); row++) {
            String name = names.get(row);
            float middle = (float) chart.getScreenYFromChart(y(row, 0));
            graphics.drawString(name, -metrics.stringWidth(name), middle + below);
        }
        graphics.translate(-width, 0);
    }

    private XYSeries add(double[] xs, double[] ys) {
        for (double x : xs) {
            least = Math.min(least, x);
            most = Math.max(most, x);
        }
        return chart.addSeries("series " + chart.getSeriesCollection().size(), xs, ys);
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "\u2026";
    }
}
