package io.github.ssd4j.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ssd4j.decoder.SkipProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

class SkipSetTest {

    @Test
    void sub_layers_should_be_numbered_in_the_order_in_which_they_run() {
        SkipSet set = SkipSet.of(4, 5, 0, 6);

        assertThat(set.attention()).containsExactly(0, 3);
        assertThat(set.mlp()).containsExactly(2);
        assertThat(set.size()).isEqualTo(3);
        assertThat(set.first()).isZero();
        assertThat(SkipSet.of(4).first()).isEqualTo(8);
        assertThat(set).hasToString("attention [0, 3], mlp [2]");
    }

    @Test
    void should_be_the_set_of_its_profile() {
        SkipSet set = SkipSet.of(4, 5, 0, 6);

        assertThat(SkipSet.of(4, set.toProfile("p"))).isEqualTo(set).hasSameHashCodeAs(set);
        assertThat(SkipSet.of(4, SkipProfile.NONE)).isEqualTo(SkipSet.of(4)).isNotEqualTo(SkipSet.of(5));
    }

    @Test
    void with_and_without_should_leave_the_set_itself_alone() {
        SkipSet set = SkipSet.of(4, 1);

        assertThat(set.with(2).mlp()).isEqualTo(List.of(0));
        assertThat(set.with(2).without(1)).isEqualTo(SkipSet.of(4, 2));
        assertThat(set).isEqualTo(SkipSet.of(4, 1));
    }

    @Test
    void should_refuse_sub_layers_that_the_model_does_not_have() {
        assertThatIllegalArgumentException().isThrownBy(() -> SkipSet.of(4, 8));
        assertThatIllegalArgumentException().isThrownBy(() -> SkipSet.of(4).with(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SkipSet.of(4, SkipProfile.of("p", List.of(4), List.of())));
    }
}
