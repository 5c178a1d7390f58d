package io.github.ssd4j.evaluation.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.stream.StreamBandwidth;
import io.github.ssd4j.evaluation.stream.StreamMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundRobinTest {

    private static final SkipProfile PROFILE = SkipProfile.of("some", List.of(1), List.of());

    private final List<String> events = new ArrayList<>();

    @Test
    void should_interleave_all_passes_and_the_stream_in_every_round() {
        // given: 1 round of warm-up, 4 rounds, the prefill in 2 of them
        ThroughputPlan plan = new ThroughputPlan(List.of(16), List.of(1, 2), PROFILE, 4, 2, 1, 7);

        // when
        new RoundRobin(plan, this::record, List.of(new RecordingMeter()), ThroughputListener.NONE).run();

        // then
        assertThat(String.join(" ", events).split(" stream ?"))
                .containsExactly(
                        "prefill decode verify2 draft",
                        "prefill decode verify2 draft",
                        "decode verify2 draft",
                        "prefill decode verify2 draft",
                        "decode verify2 draft");
    }

    @Test
    void should_begin_with_the_prefill_even_without_warm_up() {
        ThroughputPlan plan = new ThroughputPlan(List.of(16), List.of(1), SkipProfile.NONE, 7, 3, 0, 7);

        new RoundRobin(plan, this::record, List.of(), ThroughputListener.NONE).run();

        assertThat(String.join(" ", events))
                .isEqualTo("prefill decode decode prefill decode decode prefill decode decode decode");
    }

    @Test
    void should_keep_the_samples_but_not_the_warm_up() {
        // given: every pass takes as many seconds as passes were run before it
        ThroughputPlan plan = new ThroughputPlan(List.of(16), List.of(2), SkipProfile.NONE, 2, 1, 1, 7);
        AtomicInteger runs = new AtomicInteger();

        // when: warm-up 0 1 2, then prefill 3, decode 4, verify 5, then decode 6, verify 7
        Samples samples = new RoundRobin(
                        plan, pass -> runs.getAndIncrement(), List.of(new RecordingMeter()), ThroughputListener.NONE)
                .run();

        // then
        assertThat(samples.seconds(Pass.prefill(16))).containsExactly(3.0);
        assertThat(samples.seconds(Pass.decode(16))).containsExactly(4.0, 6.0);
        assertThat(samples.seconds(Pass.verify(16, 2))).containsExactly(5.0, 7.0);
        // the ratios of the rounds, 5/4 and 7/6, and not the ratio of the medians, 6/5
        assertThat(samples.ratioToDecode(Pass.verify(16, 2)).median())
                .isCloseTo((5 / 4.0 + 7 / 6.0) / 2, within(1e-12));
        // 10 GB in 4 and in 6 s, where a second reads 1 GB
        assertThat(samples.streamShare(Pass.decode(16), 10_000_000_000L).median())
                .isCloseTo((10 / 4.0 + 10 / 6.0) / 2, within(1e-12));
        StreamBandwidth bandwidth = samples.bandwidth(99);
        assertThat(bandwidth.blockBytes()).isEqualTo(99);
        assertThat(bandwidth.readers().get("recording").count()).isEqualTo(2);
        assertThat(bandwidth.best()).isEqualTo(1e9);
    }

    @Test
    void should_estimate_the_time_left_once_every_pass_has_been_run() {
        // given: prefills of 10 s in two of three rounds, decodes of 1 s
        ThroughputPlan plan = new ThroughputPlan(List.of(16), List.of(1), SkipProfile.NONE, 3, 2, 0, 7);
        List<Integer> done = new ArrayList<>();
        List<Integer> totals = new ArrayList<>();
        List<OptionalDouble> left = new ArrayList<>();

        // when: prefill decode, prefill decode, decode
        new RoundRobin(plan, pass -> pass.isDecode() ? 1 : 10, List.of(), (passes, total, seconds) -> {
                    done.add(passes);
                    totals.add(total);
                    left.add(seconds);
                })
                .run();

        // then
        assertThat(done).containsExactly(1, 2, 3, 4, 5);
        assertThat(totals).containsOnly(5);
        assertThat(left)
                .containsExactly(
                        OptionalDouble.empty(),
                        OptionalDouble.of(12),
                        OptionalDouble.of(2),
                        OptionalDouble.of(1),
                        OptionalDouble.of(0));
    }

    private double record(Pass pass) {
        events.add(pass.label().replace(" ", ""));
        return 1;
    }

    private final class RecordingMeter implements StreamMeter {

        @Override
        public String name() {
            return "recording";
        }

        @Override
        public double measure() {
            events.add("stream");
            return 1e9;
        }

        @Override
        public void close() {}
    }
}
