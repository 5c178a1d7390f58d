package io.github.ssd4j.evaluation.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ssd4j.evaluation.callers.AnswerTimer;
import io.github.ssd4j.evaluation.load.LoadReport.Memory;
import io.github.ssd4j.evaluation.load.LoadReport.Subject;
import io.github.ssd4j.evaluation.load.LoadReport.Traffic;
import io.github.ssd4j.measurement.report.Machine;
import io.github.ssd4j.measurement.report.Summary;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.TextPiece;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is computed of answers whose times a scripted clock gives. */
class LoadReportTest {

    private static final long MILLI = 1_000_000;

    private final LoadRecorder recorder = new LoadRecorder();
    private long now;

    /** Asked at a time, texts at others; it ends with its last text. */
    private void answer(int tokens, long askedMillis, long... textMillis) {
        now = askedMillis * MILLI;
        AnswerTimer timer = new AnswerTimer(() -> now, () -> false);
        for (long text : textMillis) {
            now = text * MILLI;
            timer.onText(new TextPiece("a", null));
        }
        recorder.answered(timer, now, tokens);
    }

    private LoadReport report() {
        answer(5, 0, 100, 110, 120, 130, 140);
        answer(3, 50, 350, 380, 1350);
        answer(0, 60);
        recorder.refused();
        recorder.failed(new IllegalStateException("no memory"));
        recorder.failed(new IllegalStateException("another"));
        recorder.cancelled(2);
        Level active = new Level();
        List.of(1, 2).forEach(active::sample);
        Level waiting = new Level();
        List.of(0, 3).forEach(waiting::sample);
        return new LoadReport(
                Instant.parse("2026-11-24T18:00:00Z"),
                new Machine("Any CPU", 2, List.of(), 24_000_000_000L, "Linux 6", "OpenJDK 17"),
                new Subject(
                        "tiny",
                        100_000_000,
                        "PyTorch 9.9, 2 threads",
                        "cpu",
                        "float32",
                        "onednn",
                        "bit-exact",
                        512,
                        8,
                        64,
                        false,
                        "look-up, skip profile none"),
                new LoadPlan(
                        8,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        null,
                        7,
                        GenerationOptions.builder().maxTokens(128).build()),
                "built-in questions",
                Summary.of(16, 240),
                new Traffic(
                        4,
                        recorder,
                        new Memory(OptionalLong.of(500_000_000), OptionalLong.of(600_000_000), OptionalLong.empty()),
                        active,
                        waiting),
                OptionalDouble.of(1.5));
    }

    @Test
    void times_should_be_those_of_answers_that_came_to_their_end() {
        report();

        // 100 and 300 ms to the first token; 40 ms for 4 tokens, 1000 for 2
        assertThat(recorder.firstTokenMillis())
                .contains(Percentiles.of(100, 300).orElseThrow());
        assertThat(recorder.millisPerToken()).contains(Percentiles.of(10, 500).orElseThrow());
        assertThat(recorder.gapMillis())
                .contains(Percentiles.of(10, 10, 10, 10, 30, 970).orElseThrow());
        assertThat(recorder.counts()).isEqualTo(new LoadRecorder.Counts(3, 1, 2, 1));
        assertThat(recorder.counts().ended()).isEqualTo(7);
        assertThat(recorder.tokens()).isEqualTo(10);
    }

    @Test
    void should_write_a_text() {
        assertThat(new LoadText(report()).toText()).startsWith("""
                        model     tiny, 100M parameters
                        engine    PyTorch 9.9, 2 threads on cpu, float32 (onednn, bit-exact), context of 512 tokens
                        requests  8 at once, 64 may wait; each prompt is read anew; drafters look-up, skip profile none
                        machine   Any CPU, 2 cores, 24.0 GB
                        system    Linux 6, OpenJDK 17
                        callers   8, thinking 2.00 s on average, built-in questions of 16 to 240 tokens, answers of up to 128; seed 7
                        answers   3 answered, 1 refused, 2 failed, 1 cancelled; the first failure: java.lang.IllegalStateException: no memory
                        speed     2.50 tokens/s of all, 10 tokens in 4 s
                        queue     active: mean 1.50, max 2; waiting: mean 1.50, max 3; 1.50 conversations a pass
                        memory    resident 500 MB before, 600 MB at half, unknown at the end

                        ms             samples  50 %  90 %  99 %  max
                        -------------  -------  ----  ----  ----  ---
                        first token          2   200   280   298  300
                        a token              2   255   451   495  500
                        between texts        6  10.0   500   923  970

                        first token: from""");
    }

    @Test
    void should_write_json_and_leave_out_what_is_not_known() throws IOException {
        JsonNode json = new ObjectMapper().readTree(new LoadJson(report()).toJson());

        assertThat(json.at("/command").asText()).isEqualTo("load");
        assertThat(json.at("/subject/maxConcurrent").asInt()).isEqualTo(8);
        assertThat(json.at("/plan").toString())
                .startsWith("{\"callers\":8,\"thinkMillis\":2000,\"durationMillis\":4000,\"maxTokens\":128,");
        assertThat(json.at("/requests").toString())
                .isEqualTo("{\"answered\":3,\"refused\":1,\"failed\":2,\"cancelled\":1}");
        assertThat(json.at("/firstFailure").asText()).endsWith("no memory");
        assertThat(json.at("/tokensPerSecond").asDouble()).isEqualTo(2.5);
        assertThat(json.at("/firstTokenMillis/p50").asDouble()).isEqualTo(200);
        assertThat(json.at("/firstTokenMillis/max").asDouble()).isEqualTo(300);
        assertThat(json.at("/millisPerToken/count").asInt()).isEqualTo(2);
        assertThat(json.at("/longestGapMillis").asDouble()).isEqualTo(970);
        assertThat(json.at("/residentBytes").toString()).isEqualTo("{\"begin\":500000000,\"middle\":600000000}");
        assertThat(json.at("/activeRequests").toString()).isEqualTo("{\"mean\":1.5,\"max\":2}");
        assertThat(json.at("/waitingRequests/max").asInt()).isEqualTo(3);
        assertThat(json.at("/conversationsPerPass").asDouble()).isEqualTo(1.5);
    }

    @Test
    void should_have_no_times_where_nothing_was_answered() throws IOException {
        Traffic traffic = new Traffic(
                2,
                new LoadRecorder(),
                new Memory(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
                new Level(),
                new Level());
        LoadReport full = report();
        LoadReport empty = new LoadReport(
                full.started(),
                full.machine(),
                full.subject(),
                full.plan(),
                full.questions(),
                full.promptTokens(),
                traffic,
                OptionalDouble.empty());

        JsonNode json = new ObjectMapper().readTree(new LoadJson(empty).toJson());

        assertThat(json.has("firstTokenMillis")).isFalse();
        assertThat(json.has("longestGapMillis")).isFalse();
        assertThat(json.has("conversationsPerPass")).isFalse();
        assertThat(new LoadText(empty).toText())
                .contains("answers   0 answered, 0 refused, 0 failed\n", "waiting: mean 0, max 0\n");
    }
}
