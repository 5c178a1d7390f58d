package io.github.ssd4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.evaluation.result.EvaluationReport;
import io.github.ssd4j.evaluation.result.EvaluationReport.Section;
import io.github.ssd4j.evaluation.result.EvaluationReport.Setting;
import io.github.ssd4j.measurement.report.ChartTheme;
import io.github.ssd4j.measurement.report.ChartTheme.Ink;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class EvaluationHtmlTest {

    @Test
    void should_be_one_page_that_needs_nothing_else() throws Exception {
        String html = new EvaluationHtml(Reports.report()).toHtml();

        Document page = parse(html);
        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
        assertThat(texts(page, "title")).containsExactly("Evaluation: spec-bench");
        assertThat(html).contains("prefers-color-scheme: dark").doesNotContain("<script", "http:", "https:", "<link");
        for (Element image : elements(page, "img")) {
            assertThat(image.getAttribute("src")).startsWith("data:image/png;base64,");
            assertThat(image.getAttribute("alt")).isNotBlank();
        }
    }

    @Test
    void should_mark_the_heads_of_columns_and_rows() throws Exception {
        Document page = parse(new EvaluationHtml(Reports.report()).toHtml());

        Element speeds = elements(page, "table").get(0);
        List<Element> heads = elements(speeds, "th");
        assertThat(heads.stream().map(Element::getTextContent))
                .startsWith("category", "answers")
                .endsWith("all", "qa", "rag");
        assertThat(heads.stream().map(head -> head.getAttribute("scope"))).containsOnly("col", "row");
        assertThat(elements(speeds, "tr").get(2).getTextContent())
                .isEqualTo("qa440.050.01.251.251.20-1.301.202.5025 % of 162 of 4");
    }

    @Test
    void should_draw_what_gains_and_loses_for_light_and_for_dark_pages() throws Exception {
        Document page = parse(new EvaluationHtml(Reports.report()).toHtml());

        List<Element> images = elements(page, "img");
        assertThat(images).hasSize(4);
        assertThat(images.get(0).getAttribute("alt"))
                .isEqualTo(
                        "Measured speed-up. all: 0.97, predicted 1.10; qa: 1.25, predicted 1.60; rag: 0.80, predicted 1.00.");
        assertThat(images.get(1).getAttribute("alt"))
                .isEqualTo(
                        "Speed-ups of single answers. qa: median 1.63, from 1.25 to 2.00; rag: median 0.50, from 0.50 to 0.50.");
        assertThat(images.get(2).getAttribute("alt"))
                .isEqualTo(
                        "Plain steps a token. all: saved 0.500, net -0.030; qa: saved 0.600, net +0.200; rag: saved 0.400, net -0.250.");
        assertThat(images.get(3).getAttribute("alt"))
                .isEqualTo("Accepted drafts of a round: 0 in 50 %, 1 in 25 %, 2 in 25 % of the rounds.");
        BufferedImage light = image(images.get(0).getAttribute("src"));
        assertThat(light.getWidth()).isEqualTo(2 * Picture.WIDTH);
        // +0.25 against -0.2 and -0.03
        double faster = count(light, ChartTheme.LIGHT.color(Ink.BLUE).getRGB());
        double slower = count(light, ChartTheme.LIGHT.color(Ink.RED).getRGB());
        assertThat(faster / (faster + slower)).isBetween(0.45, 0.6);
        BufferedImage dark = image(elements(page, "source").get(0).getAttribute("srcset"));
        assertThat(dark.getRGB(1, 1)).isEqualTo(ChartTheme.DARK.color(Ink.PAPER).getRGB());
    }

    @Test
    void should_draw_savings_and_costs_as_long_as_they_are() throws Exception {
        Section one = Reports.section("qa", Reports.comparison("skip", 4, 1.25, Reports.GAINS));

        Document page = parse(new EvaluationHtml(Reports.with(List.of(one))).toHtml());

        BufferedImage ledger = image(elements(page, "img").get(2).getAttribute("src"));
        double saved = count(ledger, ChartTheme.LIGHT.color(Ink.GREEN).getRGB());
        assertThat(count(ledger, ChartTheme.LIGHT.color(Ink.BLUE).getRGB()) / saved)
                .isBetween(0.30, 0.37);
        assertThat(count(ledger, ChartTheme.LIGHT.color(Ink.RED).getRGB()) / saved)
                .isBetween(0.14, 0.19);
    }

    @Test
    void should_draw_the_name_of_every_row() {
        for (int rows : new int[] {1, 2, 3, 5, 13}) {
            RowChart chart = new RowChart(ChartTheme.LIGHT, Collections.nCopies(rows, "MMMMMM"), "x");
            chart.line(1);
            BufferedImage image = new BufferedImage(Picture.WIDTH, RowChart.height(rows), BufferedImage.TYPE_INT_RGB);
            chart.paint(image.createGraphics());

            assertThat(lines(image.getSubimage(0, 0, 40, image.getHeight()))).isEqualTo(rows);
        }
    }

    @Test
    void should_draw_no_rounds_for_a_peer_and_a_card_for_each() throws Exception {
        Document page = parse(new EvaluationHtml(Reports.peers("ollama", "jlama", "vllm")).toHtml());

        assertThat(texts(page, "h2"))
                .containsExactly(
                        "ollama beside plain", "jlama beside plain", "vllm beside plain", "Quality of the answers");
        assertThat(elements(page, "img")).hasSize(6);
        assertThat(texts(page, "b")).containsExactly("0.50\u00D7", "0.50\u00D7", "0.50\u00D7");
        assertThat(elements(page, "table")).hasSize(4);
    }

    @Test
    void should_show_markup_as_text() throws Exception {
        String evil = "</style><script>alert('x' & \"y\")</script>\u0000";
        EvaluationReport report = new EvaluationReport(
                evil,
                List.of(new Setting(evil, evil)),
                List.of(evil, evil + 2),
                List.of(Reports.section(evil, Reports.comparison(evil + 2, 4, 1.25, Reports.GAINS))),
                List.of(),
                List.of(),
                List.of(evil));

        String html = new EvaluationHtml(report).toHtml();

        assertThat(html).doesNotContain("<script");
        assertThat(texts(parse(html), "li")).contains("</style><script>alert('x' & \"y\")</script> ");
    }

    @Test
    void should_say_so_where_the_jvm_cannot_draw() throws Exception {
        EvaluationHtml.Drawing broken = candidate -> {
            throw new IOException("this JVM cannot draw, as it may lack fonts: none");
        };

        Document page = parse(new EvaluationHtml(Reports.peers("ollama", "jlama"), broken).toHtml());

        assertThat(elements(page, "img")).isEmpty();
        assertThat(texts(page, "li"))
                .containsExactly(
                        "There are no charts: this JVM cannot draw, as it may lack fonts: none.",
                        "One question was left out.");
        assertThat(elements(page, "table")).hasSize(3);
    }

    @Test
    void should_be_a_page_also_without_any_answer() throws Exception {
        EvaluationReport report = new EvaluationReport(
                "code", List.of(), List.of("plain", "skip"), List.of(), List.of(), List.of(), List.of());

        assertThat(texts(parse(new EvaluationHtml(report).toHtml()), "p"))
                .containsExactly("There is no answer of skip to compare.");
    }

    /** How many lines of writing there are, with paper between them. */
    private static int lines(BufferedImage image) {
        int lines = 0;
        boolean before = false;
        for (int y = 0; y < image.getHeight(); y++) {
            BufferedImage row = image.getSubimage(0, y, image.getWidth(), 1);
            boolean written = count(row, ChartTheme.LIGHT.color(Ink.PAPER).getRGB()) < row.getWidth();
            lines += written && !before ? 1 : 0;
            before = written;
        }
        return lines;
    }

    private static BufferedImage image(String uri) throws IOException {
        byte[] png = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static long count(BufferedImage image, int color) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += image.getRGB(x, y) == color ? 1 : 0;
            }
        }
        return count;
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static List<String> texts(Document page, String tag) {
        return elements(page.getDocumentElement(), tag).stream()
                .filter(element -> !((Element) element.getParentNode())
                        .getAttribute("class")
                        .equals("keys"))
                .map(Element::getTextContent)
                .toList();
    }

    private static List<Element> elements(Document page, String tag) {
        return elements(page.getDocumentElement(), tag);
    }

    private static List<Element> elements(Element parent, String tag) {
        NodeList nodes = parent.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
