package io.github.ssd4j.evaluation.load;

import io.github.ssd4j.measurement.report.Machine;
import io.github.ssd4j.measurement.report.Summary;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a load run showed, with everything its figures depend on.
 *
 * @param promptTokens lengths of the prompts that callers choose from
 * @param questions where the questions come from
 * @param conversationsPerPass how many conversations a pass of the full model had, on average; empty if the engine told of none
 */
record LoadReport(
        Instant started,
        Machine machine,
        Subject subject,
        LoadPlan plan,
        String questions,
        Summary promptTokens,
        Traffic traffic,
        OptionalDouble conversationsPerPass) {

    /**
     * The engine.
     *
     * @param engine library and version that runs the model
     * @param drafters who drafts, with the name of the skip profile
     * @param sharePrefixes whether a prompt may reuse what another prompt that begins alike has left
     */
    record Subject(
            String model,
            long parameters,
            String engine,
            String device,
            String dtype,
            String linearKernel,
            String exactness,
            int contextTokens,
            int maxConcurrent,
            int maxQueue,
            boolean sharePrefixes,
            String drafters) {}

    /**
     * What was asked and answered.
     *
     * @param seconds from the start to the end of the last answer
     * @param active requests that were being answered, sampled
     * @param waiting requests that waited, sampled
     */
    record Traffic(double seconds, LoadRecorder recorder, Memory memory, Level active, Level waiting) {

        /** Tokens of all answers over the whole time, times without any question included. */
        double tokensPerSecond() {
            return recorder.tokens() / seconds;
        }
    }

    /** Resident size of this process in bytes: before the first request, at half of the run, at its end; empty where not known. */
    record Memory(OptionalLong begin, OptionalLong middle, OptionalLong end) {}
}
