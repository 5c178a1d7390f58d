package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import org.junit.jupiter.api.Test;

class SsdChatRequestParametersTest {

    private static final SsdChatRequestParameters FULL = SsdChatRequestParameters.builder()
            .temperature(0.5)
            .seed(7L)
            .minP(0.1)
            .repetitionPenalty(1.2)
            .skipProfile("none")
            .maxDraftTokens(4)
            .speculative(false)
            .build();

    @Test
    void should_keep_what_the_other_parameters_do_not_set() {
        ChatRequestParameters common =
                ChatRequestParameters.builder().temperature(0.9).build();

        assertThat(FULL.overrideWith(common))
                .isEqualTo(SsdChatRequestParameters.builder()
                        .overrideWith(FULL)
                        .temperature(0.9)
                        .build());
        assertThat(FULL.overrideWith(SsdChatRequestParameters.EMPTY)).isEqualTo(FULL);
    }

    @Test
    void should_let_the_later_parameters_win() {
        SsdChatRequestParameters later = SsdChatRequestParameters.builder()
                .seed(8L)
                .minP(0.2)
                .repetitionPenalty(1.3)
                .skipProfile("auto")
                .maxDraftTokens(5)
                .speculative(true)
                .build();

        assertThat(FULL.overrideWith(later))
                .isEqualTo(SsdChatRequestParameters.builder()
                        .overrideWith(later)
                        .temperature(0.5)
                        .build());
        assertThat(later.defaultedBy(FULL)).isEqualTo(FULL.overrideWith(later));
    }

    @Test
    void should_survive_a_merge_that_common_parameters_begin() {
        ChatRequestParameters common = ChatRequestParameters.builder().topK(3).build();

        assertThat(common.overrideWith(FULL))
                .isEqualTo(SsdChatRequestParameters.builder()
                        .overrideWith(FULL)
                        .topK(3)
                        .build());
        assertThat(DefaultChatRequestParameters.EMPTY.overrideWith(FULL)).isEqualTo(FULL);
    }

    @Test
    void should_tell_different_parameters_apart() {
        SsdChatRequestParameters other =
                SsdChatRequestParameters.builder().overrideWith(FULL).seed(1L).build();

        assertThat(FULL).isNotEqualTo(other).isNotEqualTo(SsdChatRequestParameters.EMPTY);
        assertThat(FULL).hasSameHashCodeAs(FULL.overrideWith(SsdChatRequestParameters.EMPTY));
        assertThat(FULL.toString())
                .contains(
                        "temperature=0.5",
                        "seed=7",
                        "minP=0.1",
                        "repetitionPenalty=1.2",
                        "skipProfile=none",
                        "maxDraftTokens=4",
                        "speculative=false");
    }
}
