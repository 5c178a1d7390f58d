package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.evaluation.throughput.ConversationPlan.Way;
import io.github.ssd4j.measurement.report.Summary;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How fast one engine holds several conversations at once.
 *
 * @param promptTokens lengths of the prompts
 * @param rows one for each way, in the order of the plan
 */
public record ConversationReport(ConversationPlan plan, Summary promptTokens, List<Row> rows) {

    public ConversationReport {
        rows = List.copyOf(rows);
    }

    /**
     * The figures of one way.
     *
     * @param tokensPerSecond of all conversations together, from the first request to the end of the last answer, prompts
     *     included; a sample for each repeat
     * @param ratioToOne that of each repeat over that of one conversation of the same repeat, decoded the same way
     * @param firstTokenMillis from a conversation's first request to its first token, waiting included; of all conversations
     * @param eachTokensPerSecond tokens of one conversation after its first / the time from there to its end
     * @param conversationsPerPass how many conversations a pass of the full model had, on average; empty if the engine told of none
     * @param samples tokens per second of each repeat, in the order taken
     */
    public record Row(
            Way way,
            Summary tokensPerSecond,
            Summary ratioToOne,
            Summary firstTokenMillis,
            Summary eachTokensPerSecond,
            OptionalDouble conversationsPerPass,
            List<Double> samples) {

        public Row {
            samples = List.copyOf(samples);
        }
    }
}
