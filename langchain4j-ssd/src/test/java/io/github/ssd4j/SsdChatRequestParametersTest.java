package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import io.github.ssd4j.speculative.DraftPolicy;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SsdChatRequestParametersTest {

    private static final SsdChatRequestParameters FULL = SsdChatRequestParameters.builder()
            .temperature(0.5)
            .seed(7L)
            .minP(0.1)
            .repetitionPenalty(1.2)
            .skipProfile("none")
            .maxDraftTokens(4)
            .speculative(false)
            .sessionId("one")
            .returnThinking(true)
            .timeout(Duration.ofSeconds(2))
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
                .sessionId("two")
                .returnThinking(false)
                .timeout(Duration.ofSeconds(3))
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
                        "speculative=false",
                        "sessionId=one",
                        "returnThinking=true",
                        "timeout=PT2S");
    }

    @ParameterizedTest
    @MethodSource("single")
    void should_keep_tell_apart_and_show_each_parameter(SsdChatRequestParameters one) {
        ChatRequestParameters common =
                ChatRequestParameters.builder().temperature(0.9).build();

        assertThat(one).isNotEqualTo(SsdChatRequestParameters.EMPTY);
        assertThat(one.toString()).isNotEqualTo(SsdChatRequestParameters.EMPTY.toString());
        assertThat(SsdChatRequestParameters.EMPTY.overrideWith(one)).isEqualTo(one);
        assertThat(SsdChatRequestParameters.EMPTY.defaultedBy(one)).isEqualTo(one);
        assertThat(one.defaultedBy(common))
                .isEqualTo(common.overrideWith(one))
                .isEqualTo(one.overrideWith(common))
                .isEqualTo(common.defaultedBy(one))
                .hasSameHashCodeAs(common.overrideWith(one))
                .isNotEqualTo(SsdChatRequestParameters.from(common));
    }

    static Stream<SsdChatRequestParameters> single() {
        return Stream.of(
                        SsdChatRequestParameters.builder().seed(1L),
                        SsdChatRequestParameters.builder().minP(0.1),
                        SsdChatRequestParameters.builder().repetitionPenalty(1.1),
                        SsdChatRequestParameters.builder().skipProfile("auto"),
                        SsdChatRequestParameters.builder().maxDraftTokens(3),
                        SsdChatRequestParameters.builder().draftPolicy(DraftPolicy.fixed(3)),
                        SsdChatRequestParameters.builder().speculative(true),
                        SsdChatRequestParameters.builder().sessionId("session"),
                        SsdChatRequestParameters.builder().returnThinking(false),
                        SsdChatRequestParameters.builder().timeout(Duration.ofMillis(1)))
                .map(SsdChatRequestParameters.Builder::build);
    }

    @Test
    void should_let_the_later_of_draft_policy_and_most_drafts_win() {
        // given
        DraftPolicy policy = DraftPolicy.fixed(3);
        SsdChatRequestParameters withPolicy =
                SsdChatRequestParameters.builder().draftPolicy(policy).build();
        SsdChatRequestParameters withMost =
                SsdChatRequestParameters.builder().maxDraftTokens(5).build();

        // when merged, then
        assertThat(withPolicy.overrideWith(withMost)).isEqualTo(withMost);
        assertThat(withMost.overrideWith(withPolicy)).isEqualTo(withPolicy);
        assertThat(withMost.defaultedBy(withPolicy)).isEqualTo(withMost);
        assertThat(withPolicy.overrideWith(SsdChatRequestParameters.EMPTY)).isEqualTo(withPolicy);

        // when set in a builder, then
        assertThat(SsdChatRequestParameters.builder()
                        .draftPolicy(policy)
                        .maxDraftTokens(5)
                        .build())
                .isEqualTo(withMost);
        assertThat(SsdChatRequestParameters.builder()
                        .maxDraftTokens(5)
                        .draftPolicy(policy)
                        .maxDraftTokens(null)
                        .build())
                .isEqualTo(withPolicy);
    }

    @Test
    void should_refuse_what_no_request_can_mean() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SsdChatRequestParameters.builder().timeout(Duration.ZERO))
                .withMessage("timeout must be greater than zero, but is: PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SsdChatRequestParameters.builder().sessionId(" "))
                .withMessage("sessionId cannot be null or blank");
    }
}
