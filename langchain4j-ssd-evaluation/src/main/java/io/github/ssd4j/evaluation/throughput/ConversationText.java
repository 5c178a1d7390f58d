package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.evaluation.throughput.ConversationPlan.Way;
import io.github.ssd4j.evaluation.throughput.ConversationReport.Row;
import io.github.ssd4j.measurement.report.Figures;
import io.github.ssd4j.measurement.report.Table;
import io.github.ssd4j.speculative.DrafterKind;
import java.util.ArrayList;
import java.util.List;

/** The part of a throughput report about several conversations at once. */
final class ConversationText {

    static final String NOTES = """
            conversations: callers who ask at once. tok/s: of all together, prompts included; x one: against one conversation of the
            same repeat, decoded the same way; first ms: median time to the first token of a conversation, waiting included;
            each: median tok/s of one conversation after its first token; a pass: conversations in a pass on average, where known.
            """;

    private final ConversationReport report;

    ConversationText(ConversationReport report) {
        this.report = report;
    }

    /** How it was measured, in a line. */
    String fact() {
        ConversationPlan plan = report.plan();
        String drafts = plan.drafters().isEmpty()
                ? "plain only"
                : "drafts by " + DrafterKind.format(plan.drafters()) + " with skip profile "
                        + plan.profile().name();
        return plan.repeats() + " samples of each number, " + plan.answerTokens() + " tokens each, prompts of "
                + Math.round(report.promptTokens().min()) + " to "
                + Math.round(report.promptTokens().max()) + " tokens; " + drafts;
    }

    /** A line for each number of conversations: plain decoding, then speculation where it was measured. */
    Table table() {
        boolean speculative = !report.plan().drafters().isEmpty();
        List<String> header =
                new ArrayList<>(List.of("conversations", "plain tok/s", "x one", "first ms", "each", "a pass"));
        if (speculative) {
            header.addAll(List.of("speculative tok/s", "x one", "first ms", "each", "a pass"));
        }
        Table table = new Table(header.toArray(String[]::new));
        for (int count : report.plan().counts()) {
            List<String> cells = new ArrayList<>(List.of(String.valueOf(count)));
            cells.addAll(figures(new Way(count, false)));
            if (speculative) {
                cells.addAll(figures(new Way(count, true)));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private List<String> figures(Way way) {
        Row row = report.rows().stream()
                .filter(each -> each.way().equals(way))
                .findFirst()
                .orElseThrow();
        return List.of(
                Figures.number(row.tokensPerSecond().median()),
                Figures.ratio(row.ratioToOne().median()),
                Figures.number(row.firstTokenMillis().median()),
                Figures.number(row.eachTokensPerSecond().median()),
                row.conversationsPerPass().isPresent()
                        ? Figures.number(row.conversationsPerPass().getAsDouble())
                        : "-");
    }
}
