package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;

class DrafterKindTest {

    @Test
    void should_read_what_it_writes() {
        assertThat(DrafterKind.parse("look-up, skip")).isEqualTo(Set.of(DrafterKind.LOOK_UP, DrafterKind.SKIP));
        assertThat(DrafterKind.parse("none")).isEmpty();
        assertThat(DrafterKind.format(DrafterKind.ALL)).isEqualTo("look-up,skip,grammar");
        assertThat(DrafterKind.format(Set.of())).isEqualTo("none");
        assertThat(DrafterKind.parse(DrafterKind.format(DrafterKind.ALL))).isEqualTo(DrafterKind.ALL);
    }

    @Test
    void should_name_what_can_be_chosen() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DrafterKind.parse("look-up,int4"))
                .withMessage("drafters must be none or some of look-up,skip,grammar with commas between them, but is: "
                        + "look-up,int4");
    }
}
