package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.result.EvaluationReport;
import io.github.ssd4j.measurement.report.Figures;
import io.github.ssd4j.measurement.report.Markup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An evaluation as one HTML page that needs nothing else, neither scripts nor a network, with charts. It is well-formed XML too.
 * Where this JVM cannot draw, the page comes without charts and says so.
 */
public final class EvaluationHtml {

    private static final String STYLE = style();

    /** From here on it is shown as 1.00. */
    private static final double SHOWN_AS_EQUAL = 0.995;

    private final EvaluationReport report;
    private final Drawing drawing;

    public EvaluationHtml(EvaluationReport report) {
        this(report, candidate -> new Pictures(candidate).draw());
    }

    EvaluationHtml(EvaluationReport report, Drawing drawing) {
        this.report = report;
        this.drawing = drawing;
    }

    /** Draws the charts about a candidate. */
    @FunctionalInterface
    interface Drawing {

        List<Picture> draw(Candidate candidate) throws IOException;
    }

    /** The page; ends with a line break. */
    public String toHtml() {
        List<Candidate> candidates = Candidate.of(report);
        StringBuilder body = new StringBuilder();
        body.append("<div class=\"cards\">\n");
        candidates.forEach(candidate -> body.append(card(candidate)));
        body.append("</div>\n").append(notes(report.notes())).append(settings());
        List<String> troubles = new ArrayList<>();
        for (Candidate candidate : candidates) {
            body.append("<h2>")
                    .append(Markup.html(candidate.name() + " beside " + candidate.baseline()))
                    .append("</h2>\n");
            body.append(pictures(candidate, troubles));
            body.append(section(SpeedPart.of(candidate), false));
            PredictionPart.of(candidate).ifPresent(part -> body.append(section(part, true)));
            LedgerPart.of(candidate).ifPresent(part -> body.append(section(part, true)));
            DraftersPart.of(candidate).ifPresent(part -> body.append(section(part, true)));
            TurnsPart.of(candidate).ifPresent(part -> body.append(section(part, true)));
        }
        QualityPart.of(report)
                .ifPresent(
                        part -> body.append("<h2>Quality of the answers</h2>\n").append(section(part, true)));
        String title = Markup.html("Evaluation: " + report.task());
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                <h1>%s</h1>
                %s</main>
                </body>
                </html>
                """.formatted(
                        title, STYLE, title, notes(troubles.stream().distinct().toList()) + body);
    }

    private static String card(Candidate candidate) {
        List<String> sentences = SpeedPart.sentences(candidate);
        if (candidate.rows().isEmpty()) {
            return "<div class=\"card\"><p>" + Markup.html(sentences.get(0)) + "</p></div>\n";
        }
        double speedUp = candidate.rows().get(0).comparison().speedUp();
        return "<div class=\"card%s\"><b>%s\u00D7</b>\n<p>%s</p></div>\n"
                .formatted(
                        speedUp < SHOWN_AS_EQUAL ? " slower" : "",
                        Figures.ratio(speedUp),
                        Markup.html(String.join(" ", sentences)));
    }

    private static String notes(List<String> notes) {
        if (notes.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<div class=\"notes\">\n<ul>\n");
        notes.forEach(note -> html.append("<li>").append(Markup.html(note)).append("</li>\n"));
        return html.append("</ul>\n</div>\n").toString();
    }

    private String settings() {
        if (report.settings().isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<div class=\"settings\">\n<h3>Measured with</h3>\n<dl>\n");
        report.settings().forEach(setting -> html.append(term(setting.name(), setting.value())));
        return html.append("</dl>\n</div>\n").toString();
    }

    private String pictures(Candidate candidate, List<String> troubles) {
        try {
            StringBuilder html = new StringBuilder("<div class=\"pictures\">\n");
            drawing.draw(candidate).forEach(picture -> html.append(picture.toHtml()));
            return html.append("</div>\n").toString();
        } catch (IOException e) {
            troubles.add("There are no charts: " + e.getMessage() + ".");
            return "";
        }
    }

    private String section(Part part, boolean withSentences) {
        String title = Markup.html(part.title());
        StringBuilder html = new StringBuilder("<section>\n<h3>" + title + "</h3>\n");
        if (withSentences && !part.sentences().isEmpty()) {
            html.append("<p>")
                    .append(Markup.html(String.join(" ", part.sentences())))
                    .append("</p>\n");
        }
        // The first row is then that of all together.
        boolean several = report.sections().size() > 1 && !part.title().equals(QualityPart.TITLE);
        html.append("<div class=\"scroll%s\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">\n"
                .formatted(several ? " several" : "", title));
        html.append(part.table().toHtml()).append("</div>\n");
        if (!part.legend().isEmpty()) {
            html.append("<details open=\"open\">\n<summary>How to read it</summary>\n<dl>\n");
            part.legend().forEach(term -> html.append(term(term.name(), term.meaning())));
            html.append("</dl>\n</details>\n");
        }
        return html.append("</section>\n").toString();
    }

    private static String term(String name, String meaning) {
        return "<dt>" + Markup.html(name) + "</dt><dd>" + Markup.html(meaning) + "</dd>\n";
    }

    private static String style() {
        try (InputStream css = EvaluationHtml.class.getResourceAsStream("report.css")) {
            return new String(Objects.requireNonNull(css, "report.css").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
