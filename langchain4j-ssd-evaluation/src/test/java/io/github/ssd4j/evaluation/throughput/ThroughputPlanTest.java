package io.github.ssd4j.evaluation.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ssd4j.decoder.SkipProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThroughputPlanTest {

    private static final SkipProfile PROFILE = SkipProfile.of("some", List.of(1), List.of());

    @Test
    void should_list_the_passes_context_by_context_the_prefill_first() {
        ThroughputPlan plan = new ThroughputPlan(List.of(512, 16), List.of(8, 1, 2, 2), PROFILE, 5, 2, 1, 7);

        assertThat(plan.passes())
                .containsExactly(
                        Pass.prefill(16),
                        Pass.decode(16),
                        Pass.verify(16, 2),
                        Pass.verify(16, 8),
                        Pass.draft(16),
                        Pass.prefill(512),
                        Pass.decode(512),
                        Pass.verify(512, 2),
                        Pass.verify(512, 8),
                        Pass.draft(512));
        assertThat(plan.longestVerify()).isEqualTo(8);
        assertThat(plan.positions()).isEqualTo(520);
    }

    @Test
    void should_leave_out_the_draft_when_nothing_is_skipped_and_always_decode() {
        ThroughputPlan plan = new ThroughputPlan(List.of(16), List.of(4), SkipProfile.NONE, 1, 1, 0, 7);

        assertThat(plan.passes()).containsExactly(Pass.prefill(16), Pass.decode(16), Pass.verify(16, 4));
    }

    @Test
    void passes_should_be_named_by_what_they_do() {
        assertThat(List.of(Pass.decode(16), Pass.verify(16, 8), Pass.draft(16), Pass.prefill(16)))
                .extracting(Pass::label)
                .containsExactly("decode", "verify 8", "draft", "prefill");
        assertThat(Pass.verify(16, 1)).isEqualTo(Pass.decode(16));
        assertThat(Pass.draft(16).isDecode()).isFalse();
    }

    @Test
    void should_say_which_number_is_wrong() {
        assertRefused("contexts cannot be empty", List.of(), List.of(1), 1, 1, 0);
        assertRefused("each of contexts must be at least 1, but is: 0", List.of(16, 0), List.of(1), 1, 1, 0);
        assertRefused("verify cannot be empty", List.of(16), List.of(), 1, 1, 0);
        assertRefused("each of verify must be at least 1, but is: -2", List.of(16), List.of(-2), 1, 1, 0);
        assertRefused("repeats must be at least 1, but is: 0", List.of(16), List.of(1), 0, 1, 0);
        assertRefused("prefillRepeats must be at least 1, but is: 0", List.of(16), List.of(1), 1, 0, 0);
        assertRefused("prefillRepeats must be at most repeats, 2, but is: 3", List.of(16), List.of(1), 2, 3, 0);
        assertRefused("warmup must be at least 0, but is: -1", List.of(16), List.of(1), 1, 1, -1);
    }

    private static void assertRefused(
            String message, List<Integer> contexts, List<Integer> verify, int repeats, int prefillRepeats, int warmup) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ThroughputPlan(contexts, verify, PROFILE, repeats, prefillRepeats, warmup, 1))
                .withMessage(message);
    }
}
