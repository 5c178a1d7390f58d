package io.github.ssd4j.evaluation.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.evaluation.result.Comparison;
import io.github.ssd4j.evaluation.result.Drafting;
import io.github.ssd4j.evaluation.result.Drafting.ByDrafter;
import io.github.ssd4j.evaluation.result.Drafting.Cost;
import io.github.ssd4j.evaluation.result.EvaluationReport;
import io.github.ssd4j.evaluation.result.EvaluationReport.AnswerFigures;
import io.github.ssd4j.evaluation.result.EvaluationReport.Quality;
import io.github.ssd4j.evaluation.result.EvaluationReport.Section;
import io.github.ssd4j.internal.Json;

/** An evaluation for programs: every figure unrounded, every answer. Names are those of the records, and carry their units. */
public final class EvaluationJson {

    private final ObjectMapper json = Json.mapper();
    private final EvaluationReport report;

    public EvaluationJson(EvaluationReport report) {
        this.report = report;
    }

    /** Indented JSON that ends with a line break. */
    public String toJson() {
        ObjectNode root = json.createObjectNode();
        root.put("command", report.task());
        root.set("settings", json.valueToTree(report.settings()));
        root.set("contestants", json.valueToTree(report.contestants()));
        ArrayNode sections = root.putArray("sections");
        report.sections().forEach(section -> addSection(sections.addObject(), section));
        ArrayNode qualities = root.putArray("qualities");
        report.qualities().forEach(quality -> addQuality(qualities.addObject(), quality));
        ArrayNode answers = root.putArray("answers");
        report.answers().forEach(figures -> addAnswers(answers.addObject(), figures));
        root.set("notes", json.valueToTree(report.notes()));
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a tree of plain values as JSON", e);
        }
    }

    private void addSection(ObjectNode node, Section section) {
        node.put("category", section.category()).put("questions", section.questions());
        ArrayNode comparisons = node.putArray("comparisons");
        section.comparisons().forEach(comparison -> comparisons.add(comparison(comparison)));
    }

    private ObjectNode comparison(Comparison comparison) {
        ObjectNode node = json.valueToTree(comparison);
        node.withObject("speedUps").put("spread", comparison.speedUps().spread());
        Drafting drafting = comparison.drafting();
        if (drafting != null) {
            ObjectNode details = node.withObject("drafting");
            details.put("acceptanceRate", drafting.acceptanceRate());
            details.withObject("ledger")
                    .put("net", drafting.ledger().net())
                    .put("dearest", name(drafting.ledger().dearest()));
            details.withObject("gap").put("total", Steps.total(drafting.gap()));
            for (int i = 0; i < drafting.drafters().size(); i++) {
                ByDrafter drafter = drafting.drafters().get(i);
                ((ObjectNode) details.withArray("drafters").get(i))
                        .put("acceptanceRate", drafter.acceptanceRate())
                        .put("net", drafter.net());
            }
        }
        return node;
    }

    private static String name(Cost cost) {
        return switch (cost) {
            case DRAFT_COST -> "draftCost";
            case DISAGREEMENT -> "disagreement";
            case VERIFICATION -> "verification";
            case OVERHEAD -> "overhead";
        };
    }

    private void addQuality(ObjectNode node, Quality quality) {
        node.put("measure", quality.measure());
        ArrayNode values = node.putArray("values");
        for (int i = 0; i < quality.values().size(); i++) {
            values.addObject()
                    .put("contestant", report.contestants().get(i))
                    .put("value", quality.values().get(i));
        }
    }

    private void addAnswers(ObjectNode node, AnswerFigures figures) {
        node.put("id", figures.id()).put("category", figures.category()).put("turn", figures.turn());
        ArrayNode answers = node.putArray("answers");
        for (int i = 0; i < figures.answers().size(); i++) {
            ObjectNode answer =
                    answers.addObject().put("contestant", report.contestants().get(i));
            answer.setAll((ObjectNode) json.valueToTree(figures.answers().get(i)));
        }
    }
}
