package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.evaluation.stream.StreamBandwidth;
import io.github.ssd4j.measurement.report.Machine;
import io.github.ssd4j.measurement.report.Summary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a throughput measurement, with everything its figures depend on.
 *
 * @param started when the measurement began
 * @param machine where it ran
 * @param subject what was measured
 * @param plan how it was measured
 * @param stream the read bandwidth measured in the same rounds
 * @param steps the decode, verify and draft passes, context by context
 * @param prefills the prefills, by context
 * @param conversations several conversations at once; null if they were not measured
 */
public record ThroughputReport(
        Instant started,
        Machine machine,
        Subject subject,
        ThroughputPlan plan,
        StreamBandwidth stream,
        List<Step> steps,
        List<Prefill> prefills,
        @Nullable ConversationReport conversations) {

    public ThroughputReport {
        steps = List.copyOf(steps);
        prefills = List.copyOf(prefills);
    }

    /** A report without conversations. */
    public ThroughputReport(
            Instant started,
            Machine machine,
            Subject subject,
            ThroughputPlan plan,
            StreamBandwidth stream,
            List<Step> steps,
            List<Prefill> prefills) {
        this(started, machine, subject, plan, stream, steps, prefills, null);
    }

    /** The same with conversations. */
    ThroughputReport with(ConversationReport measured) {
        return new ThroughputReport(started, machine, subject, plan, stream, steps, prefills, measured);
    }

    /**
     * The model and how it is run.
     *
     * @param model its name
     * @param origin where its weights come from, in words
     * @param parameters weights of the whole model
     * @param engine library and version that runs it
     * @param device {@code cpu}, {@code cuda:0}, ...
     * @param dtype what the weights are rounded to
     * @param linearKernel what multiplies by them: {@code onednn}, {@code fbgemm} or {@code plain}
     * @param exactness {@code bit-exact} if a row is the same bits in passes of one and of several tokens, else {@code equal up to rounding}
     * @param contextTokens positions it was loaded for
     * @param loadSeconds time from the open checkpoint to the loaded decoder
     * @param weightBytes bytes of the weights that one full pass reads, as the engine stores them
     */
    public record Subject(
            String model,
            String origin,
            long parameters,
            String engine,
            String device,
            String dtype,
            String linearKernel,
            String exactness,
            int contextTokens,
            double loadSeconds,
            long weightBytes) {}

    /**
     * A pass that produces tokens.
     *
     * @param milliseconds of one pass
     * @param ratioToDecode its time over that of the decode pass of the same round
     * @param streamShare the bandwidth at which it reads its weights over the best reading of the same round
     * @param weightBytes bytes of weights that the pass reads
     * @param samples the time of every single pass, in milliseconds, in the order taken
     */
    public record Step(
            Pass pass,
            Summary milliseconds,
            Summary ratioToDecode,
            Summary streamShare,
            long weightBytes,
            List<Double> samples) {

        public Step {
            samples = List.copyOf(samples);
        }

        /** Tokens fed a second, at the median time; for a verify pass, the speed when every draft is accepted. */
        public double tokensPerSecond() {
            return pass.tokens() * 1000 / milliseconds.median();
        }

        /** Bytes of weights read a second, at the median time. */
        public double bytesPerSecond() {
            return weightBytes * 1000.0 / milliseconds.median();
        }
    }

    /**
     * A prefill.
     *
     * @param milliseconds of the whole prefill
     * @param weights weights that every token is multiplied with
     * @param samples the time of every single prefill, in milliseconds, in the order taken
     */
    public record Prefill(Pass pass, Summary milliseconds, long weights, List<Double> samples) {

        public Prefill {
            samples = List.copyOf(samples);
        }

        /** Prompt tokens a second, at the median time. */
        public double tokensPerSecond() {
            return pass.tokens() * 1000 / milliseconds.median();
        }

        /** Floating-point operations a second in the matrices, two a weight and token; attention is not counted. */
        public double flopsPerSecond() {
            return 2.0 * weights * tokensPerSecond();
        }
    }

    /**
     * What speculation has to yield at a context before it is faster than plain decoding. A round of K drafts and one
     * verify pass takes K c + v plain steps, so it pays once it emits more tokens than that.
     *
     * @param draftTokens K
     * @param draftCost c: a draft step over a decode step
     * @param verifyCost v: the verify pass of K + 1 tokens over a decode step
     */
    public record BreakEven(int context, int draftTokens, double draftCost, double verifyCost) {

        /** Tokens a round must emit; more than K + 1 means that it can never pay. */
        public double tokensPerRound() {
            return draftTokens * draftCost + verifyCost;
        }

        /** How much faster than plain decoding it is when every draft is accepted. */
        public double bestSpeedUp() {
            return (draftTokens + 1) / tokensPerRound();
        }
    }

    /** The fastest pass against the best reading of the whole run. */
    public double bestStreamShare(Step step) {
        return step.weightBytes() * 1000.0 / step.milliseconds().min() / stream.best();
    }

    /** The break-even of every verify pass for which a draft step was measured. */
    public List<BreakEven> breakEvens() {
        List<BreakEven> breakEvens = new ArrayList<>();
        for (Step verify : steps) {
            Pass pass = verify.pass();
            Optional<Step> draft = steps.stream()
                    .filter(step -> step.pass().equals(Pass.draft(pass.context())))
                    .findFirst();
            if (pass.kind() == Pass.Kind.VERIFY && !pass.isDecode() && draft.isPresent()) {
                breakEvens.add(new BreakEven(
                        pass.context(),
                        pass.tokens() - 1,
                        draft.get().ratioToDecode().median(),
                        verify.ratioToDecode().median()));
            }
        }
        return breakEvens;
    }
}
