package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.RopeScaling;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SkipProfileTest {

    @Test
    void none_should_skip_nothing() {
        assertThat(SkipProfile.NONE.isEmpty()).isTrue();
        assertThat(SkipProfile.NONE.name()).isEqualTo("none");
    }

    @Test
    void should_not_be_empty_if_one_sub_layer_is_skipped() {
        assertThat(SkipProfile.of("a", List.of(1), List.of()).isEmpty()).isFalse();
        assertThat(SkipProfile.of("m", List.of(), List.of(1)).isEmpty()).isFalse();
    }

    @Test
    void should_keep_ids_sorted_without_duplicates_and_unmodifiable() {
        // given
        List<Integer> attention = new ArrayList<>(List.of(7, 3, 7));

        // when
        SkipProfile profile = SkipProfile.of("p", attention, List.of(5, 5));
        attention.add(1);

        // then
        assertThat(profile.attention()).containsExactly(3, 7).isUnmodifiable();
        assertThat(profile.mlp()).containsExactly(5).isUnmodifiable();
        assertThat(profile).isEqualTo(SkipProfile.of("p", List.of(3, 7), List.of(5)));
    }

    @Test
    void should_reject_ids_that_no_layer_has() {
        assertThatThrownBy(() -> SkipProfile.of("p", List.of(-1), List.of()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("skip profile 'p': attention ids must be between 0 and the last layer, but one is: -1");
        assertThatThrownBy(() -> new SkipProfile("p", "model", 5, 64, List.of(), List.of(4, 5), ""))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("skip profile 'p': mlp ids must be between 0 and 4, but one is: 5");
    }

    @Test
    void should_reject_missing_name_and_negative_shape() {
        assertThatThrownBy(() -> SkipProfile.of(" ", List.of(), List.of()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("name cannot be null or blank");
        assertThatThrownBy(() -> new SkipProfile("p", null, -1, 0, List.of(), List.of(), ""))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("layers must not be negative, but is: -1");
        assertThatThrownBy(() -> new SkipProfile("p", null, 0, -1, List.of(), List.of(), ""))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("hiddenSize must not be negative, but is: -1");
    }

    @Test
    void should_fit_a_model_that_has_its_layers() {
        ModelConfig config = config(5, 64);

        assertThatCode(() -> SkipProfile.of("p", List.of(4), List.of(4)).requireFits(config))
                .doesNotThrowAnyException();
        assertThatCode(() -> new SkipProfile("p", "model", 5, 64, List.of(1), List.of(), "").requireFits(config))
                .doesNotThrowAnyException();
    }

    @Test
    void should_not_fit_a_model_without_its_layers() {
        assertDoesNotFit(
                SkipProfile.of("p", List.of(1, 5), List.of()),
                "skip profile 'p' skips attention of layer 5, but the loaded model has layers 0 to 4; "
                        + "take a profile that was found for this model, or 'none'");
        assertDoesNotFit(
                SkipProfile.of("p", List.of(), List.of(7)),
                "skip profile 'p' skips mlp of layer 7, but the loaded model has layers 0 to 4; "
                        + "take a profile that was found for this model, or 'none'");
    }

    @Test
    void should_not_fit_a_model_of_another_shape() {
        String loaded = ", but the loaded model has 5 layers of width 64; "
                + "take a profile that was found for this model, or 'none'";
        assertDoesNotFit(
                new SkipProfile("p", "Llama-2-13b", 40, 5120, List.of(1), List.of(), ""),
                "skip profile 'p' is for Llama-2-13b of 40 layers of width 5120" + loaded);
        assertDoesNotFit(
                new SkipProfile("p", null, 40, 0, List.of(1), List.of(), ""),
                "skip profile 'p' is for a model of 40 layers" + loaded);
        assertDoesNotFit(
                new SkipProfile("p", null, 0, 32, List.of(1), List.of(), ""),
                "skip profile 'p' is for a model of width 32" + loaded);
    }

    private static void assertDoesNotFit(SkipProfile profile, String message) {
        assertThatThrownBy(() -> profile.requireFits(config(5, 64)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static ModelConfig config(int layers, int hiddenSize) {
        return new ModelConfig(
                "llama", 512, hiddenSize, 172, layers, 8, 4, 8, 1e-5, 1e4, RopeScaling.NONE, 512, true, List.of(2));
    }
}
