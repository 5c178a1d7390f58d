package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.BreakEven;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Prefill;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Step;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Subject;
import io.github.ssd4j.measurement.report.Figures;
import io.github.ssd4j.measurement.report.Summary;
import io.github.ssd4j.measurement.report.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** A throughput report for a terminal and as Markdown: the same facts, tables and notes. */
final class ReportText {

    private static final String NOTES = """
            ms, min: median and fastest time of a pass; spread: the middle half of the samples as a share of the median.
            x decode: median over the rounds of the time against the decode of the same round: c for a draft, v(k) for verify k.
            tok/s: tokens fed a second; a verify pass yields as many when every draft is accepted.
            GB/s: bytes of weights read a second (1 GB = 10^9 bytes), without embedding rows and the K/V cache.
            of stream: median over the rounds of GB/s as a share of the best reading of the same round; at best: the fastest pass
            against the best reading of the run.
            """;

    private final ThroughputReport report;

    ReportText(ThroughputReport report) {
        this.report = report;
    }

    /** The report for a terminal of about 100 columns. */
    String toText() {
        StringBuilder text = new StringBuilder();
        facts().forEach((name, value) -> text.append(String.format("%-10s%s%n", name, value)));
        text.append('\n').append(steps().toText());
        text.append('\n').append(prefills().toText());
        if (!report.breakEvens().isEmpty()) {
            text.append('\n').append(breakEvens().toText());
        }
        text.append('\n').append(NOTES);
        if (report.conversations() != null) {
            text.append('\n')
                    .append(new ConversationText(report.conversations()).table().toText());
            text.append('\n').append(ConversationText.NOTES);
        }
        return text.toString();
    }

    /** The report as a Markdown section. */
    String toMarkdown() {
        StringBuilder text =
                new StringBuilder("## Throughput of " + report.subject().model() + "\n\n");
        facts().forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append('\n').append(steps().toMarkdown());
        text.append('\n').append(prefills().toMarkdown());
        if (!report.breakEvens().isEmpty()) {
            text.append('\n').append(breakEvens().toMarkdown());
        }
        text.append('\n').append(NOTES.replace("\n", "  \n"));
        if (report.conversations() != null) {
            text.append('\n')
                    .append(new ConversationText(report.conversations()).table().toMarkdown());
            text.append('\n').append(ConversationText.NOTES.replace("\n", "  \n"));
        }
        return text.toString();
    }

    private Map<String, String> facts() {
        Subject subject = report.subject();
        ThroughputPlan plan = report.plan();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "model",
                subject.model() + ", " + Figures.count(subject.parameters()) + " parameters, " + subject.origin());
        facts.put(
                "engine",
                subject.engine() + " on " + subject.device() + ", " + subject.dtype() + " (" + subject.linearKernel()
                        + ", " + subject.exactness() + "), "
                        + Figures.bytes(subject.weightBytes()) + " of weights a pass, loaded in "
                        + Figures.number(subject.loadSeconds()) + " s");
        facts.put("machine", report.machine().describe());
        facts.put("system", report.machine().os() + ", " + report.machine().jvm());
        facts.put("stream", stream());
        facts.put("draft", draft(plan.profile()));
        facts.put(
                "samples",
                plan.repeats() + " of each pass, " + plan.prefillRepeats() + " of each prefill, interleaved, after "
                        + plan.warmup() + " rounds of warm-up; seed " + plan.seed());
        if (report.conversations() != null) {
            facts.put("at once", new ConversationText(report.conversations()).fact());
        }
        return facts;
    }

    private String stream() {
        StringJoiner readers = new StringJoiner("; ");
        report.stream()
                .readers()
                .forEach((name, runs) ->
                        readers.add(name + ": best " + gigabytes(runs.max()) + ", median " + gigabytes(runs.median())));
        return gigabytes(report.stream().best()) + " GB/s reading "
                + Figures.bytes(report.stream().blockBytes()) + " (" + readers + ")";
    }

    private static String draft(SkipProfile profile) {
        if (profile.isEmpty()) {
            return "not measured: no sub-layer is skipped";
        }
        String source = profile.source().isEmpty() ? "" : " (" + profile.source() + ")";
        return "profile " + profile.name() + source + ", skips attention " + profile.attention() + ", MLP "
                + profile.mlp();
    }

    private Table steps() {
        Table table = new Table(
                "pass", "context", "ms", "min", "spread", "x decode", "tok/s", "GB/s", "of stream", "at best");
        for (Step step : report.steps()) {
            Summary milliseconds = step.milliseconds();
            table.row(
                    step.pass().label(),
                    String.valueOf(step.pass().context()),
                    Figures.number(milliseconds.median()),
                    Figures.number(milliseconds.min()),
                    Figures.percent(milliseconds.spread()),
                    Figures.ratio(step.ratioToDecode().median()),
                    Figures.number(step.tokensPerSecond()),
                    gigabytes(step.bytesPerSecond()),
                    Figures.percent(step.streamShare().median()),
                    Figures.percent(report.bestStreamShare(step)));
        }
        return table;
    }

    private Table prefills() {
        Table table = new Table("pass", "tokens", "ms", "min", "spread", "tok/s", "GFLOP/s");
        for (Prefill prefill : report.prefills()) {
            Summary milliseconds = prefill.milliseconds();
            table.row(
                    prefill.pass().label(),
                    String.valueOf(prefill.pass().tokens()),
                    Figures.number(milliseconds.median()),
                    Figures.number(milliseconds.min()),
                    Figures.percent(milliseconds.spread()),
                    Figures.number(prefill.tokensPerSecond()),
                    Figures.number(prefill.flopsPerSecond() / 1e9));
        }
        return table;
    }

    private Table breakEvens() {
        Table table =
                new Table("drafts a round", "context", "pays from tokens a round", "speed-up if all are accepted");
        for (BreakEven breakEven : report.breakEvens()) {
            table.row(
                    String.valueOf(breakEven.draftTokens()),
                    String.valueOf(breakEven.context()),
                    Figures.ratio(breakEven.tokensPerRound()),
                    Figures.ratio(breakEven.bestSpeedUp()));
        }
        return table;
    }

    private static String gigabytes(double bytesPerSecond) {
        return Figures.number(bytesPerSecond / 1e9);
    }
}
