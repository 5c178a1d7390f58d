package io.github.ssd4j.evaluation.throughput;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.evaluation.throughput.ConversationReport.Row;
import io.github.ssd4j.measurement.report.Summary;
import io.github.ssd4j.speculative.DrafterKind;

/** Several conversations at once for programs: medians under plain names, beside them everything else. */
final class ConversationJson {

    private final ObjectMapper json = new ObjectMapper();
    private final ConversationReport report;

    ConversationJson(ConversationReport report) {
        this.report = report;
    }

    void addPlan(ObjectNode node) {
        ConversationPlan plan = report.plan();
        node.set("counts", json.valueToTree(plan.counts()));
        node.put("answerTokens", plan.answerTokens())
                .put("repeats", plan.repeats())
                .put("drafters", DrafterKind.format(plan.drafters()))
                .put("profile", plan.profile().name())
                .put("seed", plan.seed());
        node.set("promptTokens", json.valueToTree(report.promptTokens()));
    }

    void addRows(ArrayNode nodes) {
        report.rows().forEach(row -> addRow(nodes.addObject(), row));
    }

    private void addRow(ObjectNode node, Row row) {
        node.put("count", row.way().count())
                .put("speculative", row.way().speculative())
                .put("tokensPerSecond", row.tokensPerSecond().median())
                .put("ratioToOne", row.ratioToOne().median())
                .put("firstTokenMillis", row.firstTokenMillis().median())
                .put("eachTokensPerSecond", row.eachTokensPerSecond().median());
        row.conversationsPerPass().ifPresent(mean -> node.put("conversationsPerPass", mean));
        node.set("firstTokenMillisSummary", summary(row.firstTokenMillis()));
        node.set("eachTokensPerSecondSummary", summary(row.eachTokensPerSecond()));
        node.set("ratioToOneSummary", summary(row.ratioToOne()));
        node.set("samplesTokensPerSecond", json.valueToTree(row.samples()));
    }

    private ObjectNode summary(Summary summary) {
        return json.valueToTree(summary);
    }
}
