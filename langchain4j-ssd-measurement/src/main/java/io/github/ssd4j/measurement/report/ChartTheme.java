package io.github.ssd4j.measurement.report;

import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.style.AxesChartStyler;

/** How charts look: on a white page or on a dark one. */
public enum ChartTheme {
    LIGHT,
    DARK;

    /** The inks of a chart, told apart also by who is red-green blind. */
    public enum Ink {
        PAPER(0xFFFFFF, 0x1B2027),
        TEXT(0x2B333D, 0xD6DCE3),
        MUTED(0x6B6B6B, 0x9AA4AF),
        GRID(0xEEEEEE, 0x2C333C),
        BLUE(0x1F6FB2, 0x5AA9E6),
        RED(0xD1495B, 0xEE6C7C),
        GREEN(0x2A9D6F, 0x46C08F),
        AMBER(0xE3A02F, 0xEDB458),
        GREY(0xA3AFBC, 0x77838F);

        private final Color light;
        private final Color dark;

        Ink(int light, int dark) {
            this.light = new Color(light);
            this.dark = new Color(dark);
        }
    }

    /** What an ink looks like in this theme. */
    public Color color(Ink ink) {
        return this == LIGHT ? ink.light : ink.dark;
    }

    /** Fonts and colours of everything but the data. */
    public void style(AxesChartStyler styler) {
        styler.setChartBackgroundColor(color(Ink.PAPER));
        styler.setPlotBackgroundColor(color(Ink.PAPER));
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(color(Ink.GRID));
        styler.setChartFontColor(color(Ink.TEXT));
        styler.setAxisTickLabelsColor(color(Ink.TEXT));
        styler.setAxisTickMarksColor(color(Ink.GREY));
        styler.setXAxisTitleColor(color(Ink.MUTED));
        styler.setYAxisTitleColor(color(Ink.MUTED));
        styler.setLegendBackgroundColor(color(Ink.PAPER));
        styler.setLegendBorderColor(color(Ink.PAPER));
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        styler.setChartTitlePadding(8);
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    }
}
