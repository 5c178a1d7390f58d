package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.measurement.report.ChartTheme;
import io.github.ssd4j.measurement.report.ChartTheme.Ink;
import io.github.ssd4j.measurement.report.Figures;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;

/** How many drafts of a round were accepted, over all rounds. */
final class HistogramPicture {

    private static final int HEIGHT = 300;

    private final List<Integer> histogram;

    HistogramPicture(Candidate candidate) {
        this.histogram = candidate.draftRows().get(0).drafting().histogram();
    }

    /** Whether any round had drafts. */
    static boolean isThere(Candidate candidate) {
        return candidate.draftRows().get(0).drafting().histogram().stream().anyMatch(rounds -> rounds > 0);
    }

    Picture draw() throws IOException {
        String alt = IntStream.range(0, histogram.size())
                .mapToObj(accepted -> accepted + " in " + Figures.percent(share(accepted)))
                .collect(Collectors.joining(", ", "Accepted drafts of a round: ", " of the rounds."));
        return Picture.draw(
                "Accepted drafts of a round",
                alt,
                "Share of the " + rounds() + " rounds with drafts, by how many of the drafts were accepted.",
                List.of(),
                HEIGHT,
                this::paint);
    }

    private void paint(ChartTheme theme, Graphics2D graphics) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(Picture.WIDTH)
                .height(HEIGHT)
                .xAxisTitle("drafts accepted")
                .yAxisTitle("% of the rounds")
                .build();
        CategoryStyler styler = chart.getStyler();
        theme.style(styler);
        styler.setLegendVisible(false);
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setAvailableSpaceFill(0.7);
        styler.setYAxisMin(0.0);
        styler.setYAxisDecimalPattern("0");
        styler.setSeriesColors(new Color[] {theme.color(Ink.BLUE)});
        List<Integer> accepted = IntStream.range(0, histogram.size()).boxed().toList();
        chart.addSeries(
                "rounds", accepted, accepted.stream().map(k -> 100 * share(k)).toList());
        chart.paint(graphics, Picture.WIDTH, HEIGHT);
    }

    private int rounds() {
        return histogram.stream().mapToInt(rounds -> rounds).sum();
    }

    private double share(int accepted) {
        return (double) histogram.get(accepted) / rounds();
    }
}
