package io.github.ssd4j.evaluation.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.evaluation.load.LoadReport.Memory;
import io.github.ssd4j.evaluation.load.LoadReport.Traffic;
import java.util.Optional;
import java.util.OptionalLong;

/** A load report for programs: every figure unrounded. What is not known is left out. Names carry their units. */
final class LoadJson {

    private final ObjectMapper json = new ObjectMapper();
    private final LoadReport report;

    LoadJson(LoadReport report) {
        this.report = report;
    }

    /** Indented JSON that ends with a line break. */
    String toJson() {
        Traffic traffic = report.traffic();
        LoadRecorder recorder = traffic.recorder();
        ObjectNode root = json.createObjectNode();
        root.put("command", "load").put("started", report.started().toString());
        root.set("machine", json.valueToTree(report.machine()));
        root.set("subject", json.valueToTree(report.subject()));
        addPlan(root.putObject("plan"));
        root.set("requests", json.valueToTree(recorder.counts()));
        recorder.firstFailure().ifPresent(failure -> root.put("firstFailure", failure));
        root.put("seconds", traffic.seconds())
                .put("tokens", recorder.tokens())
                .put("tokensPerSecond", traffic.tokensPerSecond());
        addTimes(root, "firstTokenMillis", recorder.firstTokenMillis());
        addTimes(root, "millisPerToken", recorder.millisPerToken());
        addTimes(root, "millisBetweenTexts", recorder.gapMillis());
        recorder.gapMillis().ifPresent(gaps -> root.put("longestGapMillis", gaps.max()));
        addMemory(root.putObject("residentBytes"), traffic.memory());
        addLevel(root.putObject("activeRequests"), traffic.active());
        addLevel(root.putObject("waitingRequests"), traffic.waiting());
        report.conversationsPerPass().ifPresent(mean -> root.put("conversationsPerPass", mean));
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a tree of plain values as JSON", e);
        }
    }

    private void addPlan(ObjectNode node) {
        LoadPlan plan = report.plan();
        node.put("callers", plan.callers()).put("thinkMillis", plan.think().toMillis());
        if (plan.duration() != null) {
            node.put("durationMillis", plan.duration().toMillis());
        }
        if (plan.requests() != null) {
            node.put("requests", plan.requests());
        }
        node.put("maxTokens", plan.options().maxTokens())
                .put("temperature", plan.options().sampling().temperature())
                .put("seed", plan.seed())
                .put("questions", report.questions());
        node.set("promptTokens", json.valueToTree(report.promptTokens()));
    }

    private void addTimes(ObjectNode root, String name, Optional<Percentiles> times) {
        times.ifPresent(each -> root.set(name, json.valueToTree(each)));
    }

    private static void addMemory(ObjectNode node, Memory memory) {
        addBytes(node, "begin", memory.begin());
        addBytes(node, "middle", memory.middle());
        addBytes(node, "end", memory.end());
    }

    private static void addBytes(ObjectNode node, String name, OptionalLong bytes) {
        bytes.ifPresent(value -> node.put(name, value));
    }

    private static void addLevel(ObjectNode node, Level level) {
        node.put("mean", level.mean()).put("max", level.max());
    }
}
