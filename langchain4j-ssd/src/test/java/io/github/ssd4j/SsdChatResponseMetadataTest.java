package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import io.github.ssd4j.decoder.Exactness;
import io.github.ssd4j.speculative.AcceptanceHistogram;
import io.github.ssd4j.speculative.DrafterStats;
import io.github.ssd4j.speculative.GenerationStats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SsdChatResponseMetadataTest {

    private static final GenerationStats STATISTICS = new GenerationStats(
            3,
            1,
            2,
            2,
            1,
            0,
            AcceptanceHistogram.of(0, 0),
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(1),
            List.of(new DrafterStats("look-up", 1, 1, 0, Duration.ZERO)));

    private static final SsdChatResponseMetadata FULL = SsdChatResponseMetadata.builder()
            .id("id")
            .modelName("model")
            .tokenUsage(new TokenUsage(3, 2))
            .finishReason(FinishReason.STOP)
            .statistics(STATISTICS)
            .skipProfile("some")
            .seed(9)
            .exactness(Exactness.BIT_EXACT)
            .build();

    @Test
    void should_keep_everything_through_a_builder_but_what_is_set_anew() {
        SsdChatResponseMetadata other =
                FULL.toBuilder().tokenUsage(new TokenUsage(5, 6)).build();

        assertThat(FULL.toBuilder().build()).isEqualTo(FULL).hasSameHashCodeAs(FULL);
        assertThat(other).isNotEqualTo(FULL);
        assertThat(other.tokenUsage()).isEqualTo(new TokenUsage(5, 6));
        assertThat(other.toBuilder().tokenUsage(FULL.tokenUsage()).build()).isEqualTo(FULL);
        assertThat(FULL.toString())
                .contains("id=", "skipProfile=some", "exactness=bit-exact", "statistics=GenerationStats[");
        assertThat(FULL.toBuilder().skipProfile("none").build()).isNotEqualTo(FULL);
        assertThat(FULL.seed()).isEqualTo(9);
        assertThat(FULL.toBuilder().seed(8).build()).isNotEqualTo(FULL);
        assertThat(FULL.toBuilder().exactness(Exactness.EQUAL_UP_TO_ROUNDING).build())
                .isNotEqualTo(FULL);
    }

    @Test
    void should_want_its_own_fields() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SsdChatResponseMetadata.builder().skipProfile("none").build())
                .withMessage("statistics cannot be null");
    }

    @Test
    void should_reach_the_user_of_a_streaming_ai_service() throws Exception {
        ScriptedEngine scripted = ScriptedEngine.saying("one two three");
        try (SsdEngine engine = scripted.engine) {
            // given
            Assistant assistant = AiServices.create(
                    Assistant.class,
                    SsdStreamingChatModel.builder().engine(engine).build());
            CompletableFuture<ChatResponse> done = new CompletableFuture<>();

            // when the service puts the sum of all tokens into the metadata
            assistant
                    .chat("Hello")
                    .onPartialResponse(piece -> {})
                    .onCompleteResponse(done::complete)
                    .onError(done::completeExceptionally)
                    .start();

            // then
            assertThat(done.get(20, TimeUnit.SECONDS).metadata())
                    .isInstanceOfSatisfying(SsdChatResponseMetadata.class, metadata -> {
                        assertThat(metadata.statistics().generatedTokens()).isEqualTo(3);
                        assertThat(metadata.skipProfile()).isEqualTo("none");
                        assertThat(metadata.exactness()).isEqualTo(Exactness.BIT_EXACT);
                        assertThat(metadata.tokenUsage().outputTokenCount()).isEqualTo(3);
                    });
        }
    }

    interface Assistant {
        TokenStream chat(String question);
    }
}
