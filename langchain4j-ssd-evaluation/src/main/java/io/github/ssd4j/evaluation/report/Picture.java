package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.measurement.report.ChartTheme;
import io.github.ssd4j.measurement.report.ChartTheme.Ink;
import io.github.ssd4j.measurement.report.Markup;
import io.github.ssd4j.measurement.report.Png;
import java.awt.Graphics2D;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * A chart, drawn for a white page and for a dark one.
 *
 * @param title what it shows
 * @param alt what it says, for who cannot see it
 * @param caption how to read it
 * @param marks what its marks mean; written beside it, where no long name can push another out of the picture
 * @param height in CSS pixels
 * @param light data URI
 * @param dark data URI
 */
record Picture(String title, String alt, String caption, List<Mark> marks, int height, String light, String dark) {

    /** The form of a mark; the name in lower case is its class in the style sheet. */
    enum Form {
        BOX,
        DOT,
        DIAMOND,
        LINE,
        TICK
    }

    /** A mark and what it stands for. */
    record Mark(String name, Form form, Ink ink) {

        String toHtml() {
            return "<li><i class=\"%s\" style=\"--light: %s; --dark: %s\"></i>%s</li>\n"
                    .formatted(
                            form.name().toLowerCase(Locale.ROOT),
                            hex(ChartTheme.LIGHT),
                            hex(ChartTheme.DARK),
                            Markup.html(name));
        }

        private String hex(ChartTheme theme) {
            return "#%06x".formatted(theme.color(ink).getRGB() & 0xFFFFFF);
        }
    }

    /** Of all pictures, in CSS pixels: two stand side by side on a wide page, and one fits a phone without becoming tiny. */
    static final int WIDTH = 560;

    /** Sharp on screens with two pixels for each of CSS. */
    private static final int SCALE = 2;

    /**
     * Draws it.
     *
     * @throws IOException if this JVM cannot draw
     */
    static Picture draw(
            String title,
            String alt,
            String caption,
            List<Mark> marks,
            int height,
            BiConsumer<ChartTheme, Graphics2D> painter)
            throws IOException {
        return new Picture(
                title,
                alt,
                caption,
                marks,
                height,
                uri(ChartTheme.LIGHT, height, painter),
                uri(ChartTheme.DARK, height, painter));
    }

    /** A figure with the pictures in it. */
    String toHtml() {
        return """
                <figure>
                <h3>%s</h3>
                <picture>
                <source media="(prefers-color-scheme: dark)" srcset="%s"/>
                <img src="%s" alt="%s" width="%d" height="%d"/>
                </picture>
                %s<figcaption>%s</figcaption>
                </figure>
                """.formatted(
                Markup.html(title), dark, light, Markup.html(alt), WIDTH, height, legend(), Markup.html(caption));
    }

    private String legend() {
        return marks.isEmpty()
                ? ""
                : marks.stream().map(Mark::toHtml).collect(Collectors.joining("", "<ul class=\"keys\">\n", "</ul>\n"));
    }

    private static String uri(ChartTheme theme, int height, BiConsumer<ChartTheme, Graphics2D> painter)
            throws IOException {
        byte[] png = Png.draw(WIDTH, height, SCALE, graphics -> painter.accept(theme, graphics));
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
