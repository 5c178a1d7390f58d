package io.github.ssd4j.evaluation.throughput;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Prefill;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Step;
import io.github.ssd4j.measurement.report.Summary;

/** A throughput report for programs: every figure unrounded, every sample. Names carry their units. */
final class ReportJson {

    private final ObjectMapper json = new ObjectMapper();
    private final ThroughputReport report;

    ReportJson(ThroughputReport report) {
        this.report = report;
    }

    /** Indented JSON that ends with a line break. */
    String toJson() {
        ObjectNode root = json.createObjectNode();
        root.put("command", "throughput").put("started", report.started().toString());
        root.set("machine", json.valueToTree(report.machine()));
        root.set("subject", json.valueToTree(report.subject()));
        addPlan(root.putObject("plan"));
        addStream(root.putObject("stream"));
        report.steps().forEach(step -> addStep(root.withArray("steps").addObject(), step));
        report.prefills()
                .forEach(prefill -> addPrefill(root.withArray("prefills").addObject(), prefill));
        ArrayNode breakEvens = root.putArray("breakEvens");
        report.breakEvens().forEach(breakEven -> {
            ObjectNode node = breakEvens.addObject();
            node.setAll((ObjectNode) json.valueToTree(breakEven));
            node.put("tokensPerRound", breakEven.tokensPerRound()).put("bestSpeedUp", breakEven.bestSpeedUp());
        });
        if (report.conversations() != null) {
            ConversationJson conversations = new ConversationJson(report.conversations());
            conversations.addPlan(root.putObject("conversationPlan"));
            conversations.addRows(root.putArray("conversations"));
        }
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a tree of plain values as JSON", e);
        }
    }

    private void addPlan(ObjectNode node) {
        ThroughputPlan plan = report.plan();
        node.set("contexts", json.valueToTree(plan.contexts()));
        node.set("verify", json.valueToTree(plan.verify()));
        node.put("repeats", plan.repeats())
                .put("prefillRepeats", plan.prefillRepeats())
                .put("warmup", plan.warmup())
                .put("seed", plan.seed());
        ObjectNode profile =
                node.putObject("profile").put("name", plan.profile().name());
        profile.put("source", plan.profile().source());
        profile.set("attention", json.valueToTree(plan.profile().attention()));
        profile.set("mlp", json.valueToTree(plan.profile().mlp()));
    }

    private void addStream(ObjectNode node) {
        node.put("blockBytes", report.stream().blockBytes());
        node.put("bestBytesPerSecond", report.stream().best())
                .put("bestReader", report.stream().bestReader());
        ObjectNode readers = node.putObject("readersBytesPerSecond");
        report.stream().readers().forEach((name, runs) -> readers.set(name, summary(runs)));
    }

    private void addStep(ObjectNode node, Step step) {
        node.put("pass", step.pass().label())
                .put("context", step.pass().context())
                .put("tokens", step.pass().tokens());
        node.set("milliseconds", summary(step.milliseconds()));
        node.set("ratioToDecode", summary(step.ratioToDecode()));
        node.put("tokensPerSecond", step.tokensPerSecond())
                .put("weightBytes", step.weightBytes())
                .put("weightBytesPerSecond", step.bytesPerSecond())
                .put("streamShare", step.streamShare().median())
                .put("bestStreamShare", report.bestStreamShare(step));
        node.set("samplesMilliseconds", json.valueToTree(step.samples()));
    }

    private void addPrefill(ObjectNode node, Prefill prefill) {
        node.put("tokens", prefill.pass().tokens());
        node.set("milliseconds", summary(prefill.milliseconds()));
        node.put("tokensPerSecond", prefill.tokensPerSecond()).put("flopsPerSecond", prefill.flopsPerSecond());
        node.set("samplesMilliseconds", json.valueToTree(prefill.samples()));
    }

    private ObjectNode summary(Summary summary) {
        ObjectNode node = json.valueToTree(summary);
        return node.put("spread", summary.spread());
    }
}
