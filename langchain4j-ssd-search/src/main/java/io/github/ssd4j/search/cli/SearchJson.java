package io.github.ssd4j.search.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.internal.Json;
import io.github.ssd4j.search.SearchReport;
import io.github.ssd4j.search.SearchReport.Subject;
import io.github.ssd4j.search.Validation;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;

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
        addCosts(root.putObject("costs"));
        ArrayNode validations = root.putArray("validations");
        report.validations().forEach(validation -> addValidation(validations.addObject(), validation));
        root.putObject("verdict")
                .put("pays", report.profile(profile).isPresent())
                .put("minSpeedUp", report.minSpeedUp())
                .put("stopped", report.stopped())
                .put("profile", profile)
                .put("saved", saved);
        ArrayNode scores = root.putArray("scores");
        report.scores().forEach(score -> addScore(scores.addObject(), score));
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
                .put("threads", subject.threads())
                .put("engineVersion", subject.engineVersion())
                .put("strategy", subject.strategy())
                .put("seed", subject.seed())
                .put("temperature", subject.temperature())
                .put("prompts", subject.prompts())
                .put("promptsSha256", subject.promptsSha256())
                .put("continuationTokens", subject.continuationTokens())
                .put("date", subject.date().toString());
    }

    private void addCosts(ObjectNode node) {
        DraftCosts costs = report.costs();
        node.put("context", costs.context())
                .put("emptyDraft", costs.emptyDraft())
                .put("attention", costs.attention())
                .put("mlp", costs.mlp());
        node.set("verify", Json.mapper().valueToTree(costs.verify()));
    }

    private static void addScore(ObjectNode node, Score score) {
        node.set("attention", Json.mapper().valueToTree(score.set().attention()));
        node.set("mlp", Json.mapper().valueToTree(score.set().mlp()));
        node.set("agreement", Json.mapper().valueToTree(score.agreement()));
        node.put("draftCost", score.draftCost())
                .put("draftTokens", score.draftTokens())
                .put("tokensPerRound", score.tokensPerRound())
                .put("speedUp", score.speedUp());
    }

    private static void addValidation(ObjectNode node, Validation validation) {
        addScore(node.putObject("score"), validation.score());
        addScore(node.putObject("heldOut"), validation.heldOut());
        node.put("measuredDraftCost", validation.measuredDraftCost())
                .put("measuredSpeedUp", validation.measuredSpeedUp())
                .put("medianSpeedUp", validation.medianSpeedUp())
                .put("tokensPerRound", validation.tokensPerRound())
                .put("identicalAnswers", validation.identicalAnswers())
                .put("prompts", validation.prompts())
                .put("plainTokensPerSecond", validation.plainTokensPerSecond());
    }
}
