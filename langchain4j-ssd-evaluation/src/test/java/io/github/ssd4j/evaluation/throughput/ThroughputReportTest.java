package io.github.ssd4j.evaluation.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.stream.StreamBandwidth;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.BreakEven;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Prefill;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Step;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Subject;
import io.github.ssd4j.measurement.report.Machine;
import io.github.ssd4j.measurement.report.Summary;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThroughputReportTest {

    private final ThroughputReport report = report(SkipProfile.of("halves", List.of(1), List.of(1, 3)));

    @Test
    void should_derive_the_speeds_from_the_median_time() {
        Step decode = report.steps().get(0);
        Step verify = report.steps().get(1);

        // 50 ms for 400 MB: 20 tokens and 8 GB a second, of 10 GB a second
        assertThat(decode.tokensPerSecond()).isCloseTo(20, within(1e-9));
        assertThat(decode.bytesPerSecond()).isCloseTo(8e9, within(1.0));
        assertThat(decode.streamShare().median()).isCloseTo(0.8, within(1e-9));
        // the fastest of 40 ms: 10 GB a second
        assertThat(report.bestStreamShare(decode)).isCloseTo(1, within(1e-9));
        assertThat(verify.tokensPerSecond()).isCloseTo(64, within(1e-9));
        // 512 tokens in 4 s, two operations for each of 95 million weights
        assertThat(report.prefills().get(0).tokensPerSecond()).isCloseTo(128, within(1e-9));
        assertThat(report.prefills().get(0).flopsPerSecond()).isCloseTo(24.32e9, within(1.0));
    }

    @Test
    void should_say_what_speculation_has_to_yield() {
        // 3 drafts at 0.5 and a verify pass at 1.25: 2.75 plain steps
        assertThat(report.breakEvens()).containsExactly(new BreakEven(512, 3, 0.5, 1.25));
        BreakEven breakEven = report.breakEvens().get(0);
        assertThat(breakEven.tokensPerRound()).isCloseTo(2.75, within(1e-9));
        assertThat(breakEven.bestSpeedUp()).isCloseTo(4 / 2.75, within(1e-9));
    }

    @Test
    void should_write_a_text_whose_figures_stand_under_each_other() {
        assertThat(new ReportText(report).toText()).startsWith("""
                        model     tiny, 100M parameters, from tiny
                        engine    PyTorch 9.9, 2 threads on cpu, float32 (onednn, bit-exact), 400 MB of weights a pass, loaded in 1.50 s
                        machine   Any CPU, 2 cores, 24.0 GB
                        system    Linux 6, OpenJDK 17
                        stream    10.0 GB/s reading 512 MB (libtorch on cpu: best 10.0, median 9.00)
                        draft     profile halves, skips attention [1], MLP [1, 3]
                        samples   3 of each pass, 1 of each prefill, interleaved, after 2 rounds of warm-up; seed 7

                        pass      context    ms   min  spread  x decode  tok/s  GB/s  of stream  at best
                        --------  -------  ----  ----  ------  --------  -----  ----  ---------  -------
                        decode        512  50.0  40.0    20 %      1.00   20.0  8.00       80 %    100 %
                        verify 4      512  62.5  60.0     8 %      1.25   64.0  6.40       64 %     67 %
                        draft         512  25.0  25.0     0 %      0.50   40.0  8.00       80 %     80 %

                        pass     tokens    ms   min  spread  tok/s  GFLOP/s
                        -------  ------  ----  ----  ------  -----  -------
                        prefill     512  4000  4000     0 %    128     24.3

                        drafts a round  context  pays from tokens a round  speed-up if all are accepted
                        --------------  -------  ------------------------  ----------------------------
                        3                   512                      2.75                          1.45

                        ms, min: median""");
    }

    @Test
    void should_write_the_same_as_markdown() {
        assertThat(new ReportText(report).toMarkdown())
                .startsWith("## Throughput of tiny\n\n- model: tiny, 100M parameters, from tiny\n- engine: PyTorch 9.9")
                .contains("\n| decode | 512 | 50.0 | 40.0 | 20 % | 1.00 | 20.0 | 8.00 | 80 % | 100 % |\n")
                .contains("\n| prefill | 512 | 4000 | 4000 | 0 % | 128 | 24.3 |\n")
                .contains("\n| 3 | 512 | 2.75 | 1.45 |\n");
    }

    @Test
    void should_write_json_with_every_sample() throws IOException {
        JsonNode json = new ObjectMapper().readTree(new ReportJson(report).toJson());

        assertThat(json.at("/started").asText()).isEqualTo("2026-11-24T18:00:00Z");
        assertThat(json.at("/machine/cpu").asText()).isEqualTo("Any CPU");
        assertThat(json.at("/subject/weightBytes").asLong()).isEqualTo(400_000_000);
        assertThat(json.at("/plan/profile/mlp").toString()).isEqualTo("[1,3]");
        assertThat(json.at("/plan/seed").asLong()).isEqualTo(7);
        assertThat(json.at("/stream/bestBytesPerSecond").asDouble()).isEqualTo(10e9);
        assertThat(json.at("/stream/readersBytesPerSecond/libtorch on cpu/median")
                        .asDouble())
                .isEqualTo(9e9);
        assertThat(json.at("/steps/1/pass").asText()).isEqualTo("verify 4");
        assertThat(json.at("/steps/1/ratioToDecode/median").asDouble()).isEqualTo(1.25);
        assertThat(json.at("/steps/0/samplesMilliseconds").toString()).isEqualTo("[40.0,50.0,60.0]");
        assertThat(json.at("/steps/0/milliseconds/spread").asDouble()).isEqualTo(0.2);
        assertThat(json.at("/steps/0/streamShare").asDouble()).isEqualTo(0.8);
        assertThat(json.at("/steps/0/bestStreamShare").asDouble()).isEqualTo(1);
        assertThat(json.at("/prefills/0/tokensPerSecond").asDouble()).isEqualTo(128);
        assertThat(json.at("/breakEvens/0/tokensPerRound").asDouble()).isEqualTo(2.75);
    }

    @Test
    void should_have_no_break_even_without_a_draft() {
        ThroughputReport withoutDraft = new ThroughputReport(
                report.started(),
                report.machine(),
                report.subject(),
                report(SkipProfile.NONE).plan(),
                report.stream(),
                report.steps().subList(0, 2),
                report.prefills());

        assertThat(withoutDraft.breakEvens()).isEmpty();
        assertThat(new ReportText(withoutDraft).toText())
                .contains("draft     not measured: no sub-layer is skipped\n")
                .doesNotContain("pays from");
        assertThat(new ReportText(withoutDraft).toMarkdown()).doesNotContain("pays from");
    }

    private static ThroughputReport report(SkipProfile profile) {
        Map<String, Summary> readers = new LinkedHashMap<>();
        readers.put("libtorch on cpu", Summary.of(8e9, 9e9, 10e9));
        return new ThroughputReport(
                Instant.parse("2026-11-24T18:00:00Z"),
                new Machine("Any CPU", 2, List.of(), 24_000_000_000L, "Linux 6", "OpenJDK 17"),
                new Subject(
                        "tiny",
                        "from tiny",
                        100_000_000,
                        "PyTorch 9.9, 2 threads",
                        "cpu",
                        "float32",
                        "onednn",
                        "bit-exact",
                        516,
                        1.5,
                        400_000_000),
                new ThroughputPlan(List.of(512), List.of(4), profile, 3, 1, 2, 7),
                new StreamBandwidth(512_000_000, readers),
                List.of(
                        step(Pass.decode(512), 1, 400_000_000, 40, 50, 60),
                        step(Pass.verify(512, 4), 1.25, 400_000_000, 60, 62.5, 70),
                        step(Pass.draft(512), 0.5, 200_000_000, 25, 25, 25)),
                List.of(new Prefill(Pass.prefill(512), Summary.of(4000), 95_000_000, List.of(4000.0))));
    }

    private static Step step(Pass pass, double ratio, long bytes, double first, double second, double third) {
        return new Step(
                pass,
                Summary.of(first, second, third),
                Summary.of(ratio),
                Summary.of(bytes / Summary.of(first, second, third).median() / 1e7),
                bytes,
                List.of(first, second, third));
    }
}
