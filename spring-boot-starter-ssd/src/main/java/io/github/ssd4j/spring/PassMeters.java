package io.github.ssd4j.spring;

import io.github.ssd4j.speculative.BatchGenerator;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * The meters of the full model's passes in one registry. They are looked up once, because passes come many times a second on the
 * engine's thread.
 */
record PassMeters(DistributionSummary conversations, DistributionSummary rows, Timer time) {

    static PassMeters register(MeterRegistry registry) {
        return new PassMeters(
                DistributionSummary.builder("ssd.pass.conversations")
                        .description("Conversations that shared a pass of the model")
                        .register(registry),
                DistributionSummary.builder("ssd.pass.rows")
                        .description("Tokens that a pass of the model read, drafts and prompts included")
                        .register(registry),
                Timer.builder("ssd.pass.time")
                        .description("Time of a pass of the model")
                        .register(registry));
    }

    void record(BatchGenerator.Pass pass) {
        conversations.record(pass.conversations());
        rows.record(pass.rows());
        time.record(pass.nanos(), TimeUnit.NANOSECONDS);
    }
}
