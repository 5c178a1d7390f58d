package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GenerationOptionsTest {

    private static final SkipProfile PROFILE = SkipProfile.of("p", List.of(1), List.of());
    private static final SamplingOptions SAMPLING =
            SamplingOptions.builder().temperature(0.7).build();

    @Test
    void builder_should_set_every_component_and_copy_it() {
        GenerationOptions options = GenerationOptions.builder()
                .maxTokens(9)
                .sampling(SAMPLING)
                .seed(42)
                .stopStrings(List.of("END"))
                .stopTokens(Set.of(3))
                .profile(PROFILE)
                .draftPolicy(DraftPolicy.fixed(4))
                .speculative(false)
                .keptTokens(Set.of(7))
                .build();

        assertThat(options)
                .isEqualTo(new GenerationOptions(
                        9,
                        SAMPLING,
                        OptionalLong.of(42),
                        List.of("END"),
                        Set.of(3),
                        PROFILE,
                        DraftPolicy.fixed(4),
                        DrafterKind.ALL,
                        false,
                        null,
                        Set.of(7),
                        null));
        assertThat(options.toBuilder().build()).isEqualTo(options);
    }

    @Test
    void should_be_plain_without_speculation_or_without_a_profile() {
        GenerationOptions speculative = GenerationOptions.builder()
                .profile(PROFILE)
                .draftPolicy(DraftPolicy.fixed(4))
                .build();
        GenerationOptions switchedOff =
                speculative.toBuilder().speculative(false).build();
        GenerationOptions nothingSkipped =
                speculative.toBuilder().profile(SkipProfile.NONE).build();

        GenerationOptions onlyLookUp =
                speculative.toBuilder().drafters(Set.of(DrafterKind.LOOK_UP)).build();

        assertThat(draftingWith(speculative)).containsExactly(DrafterKind.LOOK_UP, DrafterKind.SKIP);
        assertThat(draftingWith(switchedOff)).isEmpty();
        assertThat(draftingWith(nothingSkipped)).containsExactly(DrafterKind.LOOK_UP);
        assertThat(draftingWith(onlyLookUp)).containsExactly(DrafterKind.LOOK_UP);
        assertThat(draftingWith(
                        GenerationOptions.builder().constraint(() -> null).build()))
                .containsExactly(DrafterKind.LOOK_UP, DrafterKind.GRAMMAR);
    }

    private static List<DrafterKind> draftingWith(GenerationOptions options) {
        return Arrays.stream(DrafterKind.values()).filter(options::draftsWith).toList();
    }

    @Test
    void should_draft_cost_optimally_by_default() {
        assertThat(GenerationOptions.DEFAULTS.draftPolicy()).isEqualTo(DraftPolicy.costOptimal(16));
    }

    @Test
    void should_not_follow_changes_of_the_lists_it_was_given() {
        // given
        List<String> stopStrings = new ArrayList<>(List.of("a"));
        List<Integer> stopTokens = new ArrayList<>(List.of(1));
        GenerationOptions.Builder builder =
                GenerationOptions.builder().stopStrings(stopStrings).stopTokens(stopTokens);

        // when
        stopStrings.add("b");
        stopTokens.add(2);

        // then
        assertThat(builder.build().stopStrings()).containsExactly("a").isUnmodifiable();
        assertThat(builder.build().stopTokens()).containsExactly(1).isUnmodifiable();
    }

    @Test
    void should_reject_values_out_of_range() {
        assertRejected(GenerationOptions.builder().maxTokens(0), "maxTokens must be greater than zero, but is: 0");
        assertRejected(GenerationOptions.builder().stopStrings(List.of("")), "a stop string must not be empty");
        assertRejected(
                GenerationOptions.builder().stopTokens(List.of(-1)), "stop token must not be negative, but is: -1");
        assertRejected(
                GenerationOptions.builder().stopStrings(List.of("\ud83d")),
                "a stop string must consist of whole characters, but is: \ud83d");
    }

    private static void assertRejected(GenerationOptions.Builder builder, String message) {
        assertThatThrownBy(builder::build)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
