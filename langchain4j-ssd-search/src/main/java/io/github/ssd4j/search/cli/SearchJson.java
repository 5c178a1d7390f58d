package io.github.ssd4j.search.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.internal.Json;
import io.github.ssd4j.search.ScoreJson;
import io.github.ssd4j.search.SearchReport;
import io.github.ssd4j.search.SearchReport.Subject;

/** A search for programs: every figure unrounded, every score. */
final class SearchJson {

    private final SearchReport report;

    SearchJson(SearchReport report) {
        this.report = report;
    }

    /**
     * Indented JSON that ends with a line break.
     *
     * @param saved whether a profile was written
     */
    String toJson(String profile, boolean saved) {
        ObjectNode root = Json.mapper().createObjectNode().put("command", "ssd-search");
        addSubject(root.putObject("subject"));
        root.set("costs", Json.mapper().valueToTree(report.costs()));
        ArrayNode validations = root.putArray("validations");
        report.validations()
                .forEach(validation -> validations.add(ScoreJson.of(
                        validation, ScoreJson.of(validation.score()), ScoreJson.of(validation.heldOut()))));
        root.putObject("verdict")
                .put("pays", report.profile(profile).isPresent())
                .put("minSpeedUp", report.minSpeedUp())
                .put("stopped", report.stopped())
                .put("profile", profile)
                .put("saved", saved);
        ArrayNode scores = root.putArray("scores");
        report.scores().forEach(score -> scores.add(ScoreJson.of(score)));
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a tree of plain values as JSON", e);
        }
    }

    private void addSubject(ObjectNode node) {
        Subject subject = report.subject();
        node.put("model", subject.model())
                .put("layers", subject.layers())
                .put("hiddenSize", subject.hiddenSize())
                .put("device", subject.device())
                .put("dtype", subject.dtype())
                .put("linearKernel", subject.linearKernel())
                .put("threads", subject.threads())
                .put("engineVersion", subject.engineVersion())
                .put("strategy", subject.strategy())
                .put("seed", subject.seed())
                .put("temperature", subject.temperature())
                .put("prompts", subject.prompts())
                .put("promptsSha256", subject.promptsSha256())
                .put("continuationTokens", subject.continuationTokens())
                .put("drafters", subject.drafters())
                .put("date", subject.date().toString());
    }
}
