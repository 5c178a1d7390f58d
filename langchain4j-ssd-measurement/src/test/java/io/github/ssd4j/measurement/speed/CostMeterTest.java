package io.github.ssd4j.measurement.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On the tiny trained checkpoint, whose passes are too short to say which is the faster: only what holds for any times. */
class CostMeterTest {

    private static final Path STORIES =
            Path.of("..", "langchain4j-ssd", "src", "test", "resources", "stories260K", "stories260K");

    @Test
    void should_time_every_draft_and_every_verification_in_plain_steps() {
        try (Checkpoint checkpoint = Checkpoint.open(STORIES);
                Decoder decoder = Decoder.load(
                        checkpoint, DecoderOptions.defaults().withDevice("cpu").withDtype("float32"))) {
            try (CostMeter meter = new CostMeter(decoder, SamplingOptions.GREEDY, 40, 3)) {
                PassCosts costs = meter.measure(
                        List.of(SkipProfile.NONE, SkipProfile.of("one", List.of(2), List.of(3))), 0.01, () -> false);

                assertThat(costs.context()).isEqualTo(40);
                assertThat(costs.drafts()).hasSize(2).allMatch(cost -> cost > 0);
                assertThat(costs.verify())
                        .hasSize(4)
                        .allMatch(cost -> cost > 0)
                        .first()
                        .isEqualTo(1.0);
                assertThat(costs.rounds(1).draft()).isEqualTo(costs.drafts().get(1));
                assertThat(costs.rounds(0).maxDraftTokens()).isEqualTo(3);
            }
            assertThat(decoder.openCaches()).isZero();
        }
    }

    @Test
    void should_leave_the_cache_as_long_as_it_was() {
        try (Checkpoint checkpoint = Checkpoint.open(STORIES);
                Decoder decoder = Decoder.load(
                        checkpoint, DecoderOptions.defaults().withDevice("cpu").withDtype("float32"));
                CostMeter meter = new CostMeter(decoder, SamplingOptions.GREEDY, 20, 2)) {
            PassCosts first = meter.measure(List.of(SkipProfile.NONE), 0, () -> true);
            PassCosts second = meter.measure(List.of(), 0, () -> true);

            assertThat(first.drafts()).hasSize(1);
            assertThat(second.drafts()).isEmpty();
            assertThat(second.verify()).hasSize(3);
        }
    }
}
