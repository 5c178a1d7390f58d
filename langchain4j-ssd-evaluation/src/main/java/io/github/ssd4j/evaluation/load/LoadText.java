package io.github.ssd4j.evaluation.load;

import io.github.ssd4j.evaluation.load.LoadReport.Memory;
import io.github.ssd4j.evaluation.load.LoadReport.Subject;
import io.github.ssd4j.evaluation.load.LoadReport.Traffic;
import io.github.ssd4j.measurement.report.Figures;
import io.github.ssd4j.measurement.report.Table;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A load report for a terminal. */
final class LoadText {

    private static final String NOTES = """
            first token: from the request to the first token, waiting included. a token: time after the first token / tokens after it,
            of each answer. between texts: from one text to the next of the same answer; its max is the longest gap.
            """;

    private final LoadReport report;

    LoadText(LoadReport report) {
        this.report = report;
    }

    String toText() {
        StringBuilder text = new StringBuilder();
        facts().forEach((name, value) -> text.append(String.format("%-10s%s%n", name, value)));
        text.append('\n').append(times().toText());
        return text.append('\n').append(NOTES).toString();
    }

    private Map<String, String> facts() {
        Subject subject = report.subject();
        Traffic traffic = report.traffic();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", subject.model() + ", " + Figures.count(subject.parameters()) + " parameters");
        facts.put(
                "engine",
                subject.engine() + " on " + subject.device() + ", " + subject.dtype() + " (" + subject.linearKernel()
                        + ", " + subject.exactness() + "), context of " + subject.contextTokens() + " tokens");
        facts.put(
                "requests",
                subject.maxConcurrent() + " at once, " + subject.maxQueue() + " may wait; "
                        + (subject.sharePrefixes() ? "prompts share beginnings" : "each prompt is read anew")
                        + "; drafters " + subject.drafters());
        facts.put("machine", report.machine().describe());
        facts.put("system", report.machine().os() + ", " + report.machine().jvm());
        facts.put("callers", callers());
        facts.put("answers", answers());
        facts.put(
                "speed",
                Figures.number(traffic.tokensPerSecond()) + " tokens/s of all, "
                        + traffic.recorder().tokens() + " tokens in " + Figures.duration(traffic.seconds()));
        facts.put("queue", queue());
        facts.put("memory", memory(traffic.memory()));
        return facts;
    }

    private String callers() {
        LoadPlan plan = report.plan();
        return String.format(
                Locale.ROOT,
                "%d, thinking %s s on average, %s of %d to %d tokens, answers of up to %d; seed %d",
                plan.callers(),
                Figures.number(plan.think().toMillis() / 1e3),
                report.questions(),
                Math.round(report.promptTokens().min()),
                Math.round(report.promptTokens().max()),
                plan.options().maxTokens(),
                plan.seed());
    }

    private String answers() {
        LoadRecorder recorder = report.traffic().recorder();
        LoadRecorder.Counts counts = recorder.counts();
        return counts.answered() + " answered, " + counts.refused() + " refused, " + counts.failed() + " failed"
                + (counts.cancelled() > 0 ? ", " + counts.cancelled() + " cancelled" : "")
                + recorder.firstFailure()
                        .map(failure -> "; the first failure: " + failure)
                        .orElse("");
    }

    private String queue() {
        Level active = report.traffic().active();
        Level waiting = report.traffic().waiting();
        String perPass = report.conversationsPerPass().isPresent()
                ? "; " + Figures.number(report.conversationsPerPass().getAsDouble()) + " conversations a pass"
                : "";
        return "active: mean " + Figures.number(active.mean()) + ", max " + active.max() + "; waiting: mean "
                + Figures.number(waiting.mean()) + ", max " + waiting.max() + perPass;
    }

    private static String memory(Memory memory) {
        return "resident " + bytes(memory.begin()) + " before, " + bytes(memory.middle()) + " at half, "
                + bytes(memory.end()) + " at the end";
    }

    private static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? Figures.bytes(bytes.getAsLong()) : "unknown";
    }

    private Table times() {
        Table table = new Table("ms", "samples", "50 %", "90 %", "99 %", "max");
        LoadRecorder recorder = report.traffic().recorder();
        addRow(table, "first token", recorder.firstTokenMillis());
        addRow(table, "a token", recorder.millisPerToken());
        addRow(table, "between texts", recorder.gapMillis());
        return table;
    }

    private static void addRow(Table table, String name, Optional<Percentiles> times) {
        times.ifPresent(each -> table.row(
                name,
                String.valueOf(each.count()),
                Figures.number(each.p50()),
                Figures.number(each.p90()),
                Figures.number(each.p99()),
                Figures.number(each.max())));
    }
}
