package io.github.ssd4j.evaluation.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.RopeScaling;
import io.github.ssd4j.decoder.SkipProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightCostsTest {

    // hidden 6, two query heads and one key head of 4: q and o 48 each, k and v 24 each; MLP three times 6 x 10
    private final WeightCosts costs = WeightCosts.of(
            new ModelConfig("llama", 300, 6, 10, 3, 2, 1, 4, 1e-5, 10000, RopeScaling.NONE, 64, true, List.of(2)));

    @Test
    void should_count_the_weights_of_a_full_pass_and_the_tied_embedding_once() {
        assertThat(costs).isEqualTo(new WeightCosts(144, 180, 6, 1800, 3));
        assertThat(costs.full()).isEqualTo(3 * (144 + 6 + 180 + 6) + 6 + 1800);
    }

    @Test
    void should_leave_the_head_and_the_norms_out_of_a_prefill() {
        assertThat(costs.prefillMatrices()).isEqualTo(3 * (144 + 180));
    }

    @Test
    void should_leave_skipped_sub_layers_out_of_a_draft_step() {
        assertThat(costs.draft(SkipProfile.of("some", List.of(0, 2), List.of(1))))
                .isEqualTo((144 + 6) + 2 * (180 + 6) + 6 + 1800);
        assertThat(costs.draft(SkipProfile.NONE)).isEqualTo(costs.full());
    }
}
