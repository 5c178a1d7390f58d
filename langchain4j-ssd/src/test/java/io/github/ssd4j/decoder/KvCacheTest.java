package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.checkpoint.Checkpoint;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cache never says that it holds what it does not. */
class KvCacheTest {

    private static final int[] PROMPT = {1, 403, 407, 261, 378};
    private static final SkipProfile SKIP = SkipProfile.of("test", List.of(2, 3), List.of(1));

    private static Checkpoint checkpoint;
    private static Decoder decoder;

    @BeforeAll
    static void load() {
        checkpoint = Checkpoint.open(GoldenFile.RESOURCES.resolve("stories260K/stories260K"));
        DecoderOptions options = DecoderOptions.defaults().withDevice("cpu").withDtype("float32");
        decoder = EditedDecoder.failingToCopy(checkpoint, options, 3, 2);
    }

    @AfterAll
    static void close() {
        decoder.close();
        checkpoint.close();
    }

    @Test
    void should_hold_nothing_after_a_copy_that_failed() {
        try (KvCache source = decoder.newCache(16);
                KvCache target = decoder.newCache(16)) {
            decoder.prefill(source, new TokenSequence(PROMPT), 5);
            decoder.prefill(target, new TokenSequence(new int[] {1, 2, 3, 4}), 4);

            assertThatThrownBy(() -> decoder.copy(source, target, 3))
                    .isInstanceOf(DecoderException.class)
                    .hasMessageContaining("no copy");

            assertThat(target.length()).isZero();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> target.rollback(1))
                    .withMessage("length must be between 0 and 0, but is: 1");
            assertThat(source.length()).isEqualTo(5);
        }
    }

    @Test
    void should_not_take_for_verified_what_a_draft_has_overwritten() {
        TokenSequence tokens = new TokenSequence(PROMPT);
        try (KvCache cache = decoder.newCache(16)) {
            decoder.prefill(cache, tokens, 3);
            decoder.verify(cache, tokens, 1, SamplingOptions.GREEDY, 0);
            decoder.draft(cache, tokens, SKIP, SamplingOptions.GREEDY, 0);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cache.rollback(5))
                    .withMessage("length must be between 0 and 3, but is: 5");
        }
    }
}
