package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.evaluation.stream.JavaStream;
import io.github.ssd4j.evaluation.stream.LibtorchStream;
import io.github.ssd4j.evaluation.stream.StreamMeter;
import io.github.ssd4j.evaluation.throughput.Pass.Kind;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Prefill;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Step;
import io.github.ssd4j.evaluation.throughput.ThroughputReport.Subject;
import io.github.ssd4j.measurement.report.Machine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what the passes of a loaded decoder cost, interleaved with the machine's read bandwidth, so that each can be
 * judged by the other. Give it the decoder alone: whatever else runs on the machine is measured too.
 */
public final class ThroughputBenchmark {

    private final Decoder decoder;
    private final Subject subject;
    private final ThroughputPlan plan;
    private final long streamBytes;

    /**
     * @param subject what the report says about the decoder
     * @param streamBytes size of the block that the bandwidth is measured with, at least 1 MiB; several times the
     *     largest cache, else it measures the cache
     */
    public ThroughputBenchmark(Decoder decoder, Subject subject, ThroughputPlan plan, long streamBytes) {
        this.decoder = decoder;
        this.subject = subject;
        this.plan = plan;
        this.streamBytes = streamBytes;
    }

    /** Runs the plan on the calling thread, which must be the one that may use the decoder. */
    public ThroughputReport run(ThroughputListener listener) {
        Instant started = Instant.now();
        List<StreamMeter> meters = new ArrayList<>();
        Samples samples;
        try (DecoderPasses passes = new DecoderPasses(decoder, plan)) {
            meters.add(new LibtorchStream(decoder.device(), streamBytes));
            if (decoder.device().equals("cpu")) {
                meters.add(new JavaStream(streamBytes, Runtime.getRuntime().availableProcessors()));
            }
            samples = new RoundRobin(plan, passes, meters, listener).run();
        } finally {
            meters.forEach(StreamMeter::close);
        }
        return report(started, samples);
    }

    private ThroughputReport report(Instant started, Samples samples) {
        WeightCosts costs = WeightCosts.of(decoder.config());
        List<Step> steps = new ArrayList<>();
        List<Prefill> prefills = new ArrayList<>();
        for (Pass pass : plan.passes()) {
            List<Double> milliseconds =
                    samples.seconds(pass).stream().map(value -> value * 1000).toList();
            if (pass.kind() == Kind.PREFILL) {
                prefills.add(new Prefill(pass, Samples.summary(milliseconds), costs.prefillMatrices(), milliseconds));
            } else {
                steps.add(new Step(
                        pass,
                        Samples.summary(milliseconds),
                        samples.ratioToDecode(pass),
                        samples.streamShare(pass, weightBytes(pass, costs)),
                        weightBytes(pass, costs),
                        milliseconds));
            }
        }
        return new ThroughputReport(
                started, Machine.detect(), subject, plan, samples.bandwidth(streamBytes), steps, prefills);
    }

    /** The engine stores all its matrices in one type, so bytes are as weights. */
    private long weightBytes(Pass pass, WeightCosts costs) {
        long weights = pass.kind() == Kind.DRAFT ? costs.draft(plan.profile()) : costs.full();
        return Math.round((double) subject.weightBytes() * weights / costs.full());
    }
}
