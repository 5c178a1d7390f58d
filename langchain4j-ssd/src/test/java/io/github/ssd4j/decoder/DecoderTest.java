package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.engine.Engine;
import io.github.ssd4j.checkpoint.Checkpoint;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DecoderTest {

    private static final DecoderOptions FLOAT32 =
            DecoderOptions.defaults().withDevice("cpu").withDtype("float32");
    private static final int[] PROMPT = {1, 403, 407, 261, 378};
    private static final SkipProfile SKIP = SkipProfile.of("test", List.of(2, 3), List.of(1));

    private static Checkpoint checkpoint;
    private static Decoder decoder;

    @BeforeAll
    static void load() {
        checkpoint = Checkpoint.open(GoldenFile.RESOURCES.resolve("stories260K/stories260K"));
        decoder = Decoder.load(checkpoint, FLOAT32);
    }

    @AfterAll
    static void close() {
        decoder.close();
        checkpoint.close();
    }

    @Test
    void prefill_in_pieces_should_leave_the_same_cache_as_one_pass() {
        TokenSequence tokens = new TokenSequence(PROMPT);
        try (KvCache pieces = decoder.newCache(16);
                KvCache whole = decoder.newCache(16)) {
            decoder.prefill(pieces, tokens, 2);
            decoder.prefill(pieces, tokens, 2);
            decoder.prefill(pieces, tokens, 4);
            assertThat(pieces.length()).isEqualTo(4);

            float[] afterPieces = decoder.logits(pieces, new int[] {378}, SkipProfile.NONE)[0];
            float[] afterWhole = decoder.logits(whole, PROMPT, SkipProfile.NONE)[4];

            assertThat(afterPieces).containsExactly(afterWhole, within(1e-4f));
        }
    }

    @Test
    void verify_should_overwrite_what_drafts_wrote() {
        try (KvCache drafted = decoder.newCache(32);
                KvCache plain = decoder.newCache(32)) {
            TokenSequence tokens = new TokenSequence(PROMPT);
            decoder.prefill(drafted, tokens, 4);
            for (int i = 0; i < 3; i++) {
                tokens.add(decoder.draft(drafted, tokens, SKIP, SamplingOptions.GREEDY, 0)
                        .token());
            }
            decoder.verify(drafted, tokens, 3, SamplingOptions.GREEDY, 0);
            drafted.rollback(tokens.length());
            decoder.logits(plain, tokens.toArray(), SkipProfile.NONE);

            float[] expected = decoder.logits(plain, new int[] {261}, SkipProfile.NONE)[0];
            float[] actual = decoder.logits(drafted, new int[] {261}, SkipProfile.NONE)[0];

            assertThat(actual).containsExactly(expected, within(1e-4f));
        }
    }

    @Test
    void a_draft_should_say_how_probable_its_token_is() {
        TokenSequence tokens = new TokenSequence(PROMPT);
        try (KvCache cache = decoder.newCache(16);
                KvCache other = decoder.newCache(16)) {
            decoder.prefill(cache, tokens, 4);

            DraftToken greedy = decoder.draft(cache, tokens, SkipProfile.NONE, SamplingOptions.GREEDY, 0);

            float[] logits = decoder.logits(other, PROMPT, SkipProfile.NONE)[4];
            double[] probs =
                    SamplingOracle.distribution(logits, new SamplingOptions(1, 0, 1, 0, 1, 0, 0), PROMPT, new int[0]);
            assertThat(greedy.probability()).isCloseTo((float) probs[greedy.token()], within(1e-4f));
        }
    }

    @Test
    void arguments_that_do_not_fit_should_be_refused_before_anything_runs() {
        TokenSequence tokens = new TokenSequence(PROMPT);
        try (KvCache cache = decoder.newCache(6)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> decoder.verify(cache, tokens, 5, SamplingOptions.GREEDY, 0))
                    .withMessage("drafted must be between 0 and the pending tokens - 1 = 4, but is: 5");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> decoder.logits(cache, new int[7], SkipProfile.NONE))
                    .withMessage("7 tokens do not fit behind position 0 of a cache of 6 positions");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> decoder.newCache(513))
                    .withMessage("capacity must be between 1 and 512, but is: 513");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cache.rollback(1))
                    .withMessage("length must be between 0 and 0, but is: 1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> decoder.draft(
                            cache, tokens, SkipProfile.of("big", List.of(5), List.of()), SamplingOptions.GREEDY, 0))
                    .withMessage("the model has 5 layers, but layer 5 is to be skipped");
        }
    }

    @Test
    void options_should_name_the_value_and_what_is_allowed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FLOAT32.withDevice("tpu"))
                .withMessage("device must be one of auto, cpu, cuda, cuda:N, but is: tpu");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FLOAT32.withDtype("int3"))
                .withMessage("dtype must be one of auto, float32, bfloat16, float16, stored, int8, int4, but is: int3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FLOAT32.withLinearKernel("mkl"))
                .withMessage("linearKernel must be one of auto, onednn, fbgemm, plain, but is: mkl");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decoder.load(checkpoint, FLOAT32.withContextTokens(513)))
                .withMessage("contextTokens must be at most what the model was trained for, 512, but is: 513");
    }

    @Test
    void a_kernel_that_cannot_be_used_should_be_refused_with_those_that_can() {
        assertThatThrownBy(() -> Decoder.load(checkpoint, FLOAT32.withLinearKernel("fbgemm")))
                .isInstanceOf(DecoderException.class)
                .hasMessageStartingWith("linear kernel 'fbgemm' was asked for, but with device cpu and dtype float32")
                .hasMessageEndingWith("plain");
    }

    @Test
    void what_cannot_be_used_should_be_refused_before_a_model_is_read() {
        long before = DecoderProgram.liveHandles();

        assertThatThrownBy(() -> FLOAT32.withLinearKernel("fbgemm").requireUsable(1))
                .isInstanceOf(DecoderException.class)
                .hasMessageStartingWith("linear kernel 'fbgemm' was asked for, but with device cpu and dtype float32")
                .hasMessageEndingWith("plain");
        FLOAT32.requireUsable(1);

        assertThat(DecoderProgram.liveHandles()).isEqualTo(before);
    }

    @Test
    void cuda_should_be_refused_plainly_where_there_is_none() {
        assumeThat(Engine.getEngine("PyTorch").getGpuCount())
                .as("this machine has a CUDA device")
                .isZero();
        assertThatThrownBy(() -> Decoder.load(checkpoint, FLOAT32.withDevice("cuda:0")))
                .isInstanceOf(DecoderException.class)
                .hasMessageStartingWith("device 'cuda:0' was asked for, but PyTorch finds no CUDA device")
                .hasMessageEndingWith("TROUBLESHOOTING.md#cuda");
    }

    @Test
    void a_missing_native_library_should_say_what_to_add() {
        Throwable cause = new ExceptionInInitializerError(new IllegalStateException("no libtorch here"));

        DecoderException failure = NativeRuntime.loadFailure(cause);

        assertThat(failure)
                .hasMessageContaining("the native library of PyTorch cannot be loaded on")
                .hasMessageContaining("no libtorch here")
                .hasMessageEndingWith("see TROUBLESHOOTING.md#native-library")
                .hasCause(cause);
    }

    @Test
    void an_error_inside_the_program_should_be_one_line() {
        try (DecoderProgram program = new DecoderProgram()) {
            assertThatThrownBy(() -> program.call("map_file", "/no/such/file", 10))
                    .isInstanceOf(DecoderException.class)
                    .hasMessageContaining("libtorch failed in 'map_file'")
                    .hasMessageContaining("/no/such/file")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void closing_should_free_everything_once_and_stop_use() {
        long before = DecoderProgram.liveHandles();
        Decoder own = Decoder.load(checkpoint, FLOAT32);
        KvCache cache = own.newCache(8);
        KvCache forgotten = own.newCache(8);
        assertThat(own.openCaches()).isEqualTo(2);

        cache.close();
        cache.close();
        assertThat(own.openCaches()).isEqualTo(1);
        own.close();
        own.close();
        forgotten.close();

        assertThat(DecoderProgram.liveHandles()).isEqualTo(before);
        assertThat(own.openCaches()).isZero();
        assertThatIllegalStateException().isThrownBy(own::newCache).withMessage("the decoder is closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> decoder.prefill(closedCache(), new TokenSequence(PROMPT), 1))
                .withMessage("the KV cache is closed");
    }

    private static KvCache closedCache() {
        KvCache cache = decoder.newCache(8);
        cache.close();
        return cache;
    }
}
