package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check at load finds kernels whose results depend on the number of rows. Such kernels are put into the program here. */
class InvarianceCheckTest {

    private static final int VOCABULARY = 64;
    private static final int CONTEXT = 640;
    private static final int LENGTH = 600;

    /** Sums over the positions in two halves if there are many rows, as a library does that shares a long sum among threads. */
    private static final String SUM_IN_HALVES = """
              probs = torch.softmax(scores, -1)
              half = probs.size(2) // 2
              if probs.size(1) > 12 and half > 0:
                first = torch.bmm(probs.narrow(2, 0, half), values.narrow(1, 0, half))
                return first.baddbmm_(probs.narrow(2, half, probs.size(2) - half), values.narrow(1, half, probs.size(2) - half)).narrow(1, 0, R)
            """.indent(0);

    @TempDir
    private Path directory;

    private int[] tokens = {};

    @BeforeEach
    void writeCheckpoint() throws IOException {
        TinyCheckpoint.write(directory, new TinyCheckpoint.Shape(64, 96, 2, 4, 2, 32, 0.3f), VOCABULARY, CONTEXT, 3);
        tokens = new Random(1).ints(LENGTH, 0, VOCABULARY).toArray();
    }

    @Test
    void should_find_a_linear_layer_that_rounds_otherwise_for_many_rows() {
        try (Decoder decoder = load(
                "decoder.py",
                "    return gate.mul_(up)",
                "    return gate.mul_(up) * (1. + 1e-6 * (x.size(0) // 8))")) {
            assertThat(decoder.exactness()).isEqualTo(Exactness.EQUAL_UP_TO_ROUNDING);
            assertThat(rowsThatDiffer(decoder)).isPositive();
        }
    }

    @Test
    void should_let_each_token_attend_alone_where_shared_products_round_otherwise() {
        try (Decoder decoder = load(
                "layers.py",
                "  return torch.bmm(torch.softmax(scores, -1), values).narrow(1, 0, R)",
                SUM_IN_HALVES + "  return torch.bmm(probs, values).narrow(1, 0, R)")) {
            assertThat(decoder.exactness()).isEqualTo(Exactness.BIT_EXACT);
            assertThat(rowsThatDiffer(decoder)).isZero();
        }
    }

    @Test
    void should_find_that_even_tokens_that_attend_alone_round_otherwise() {
        try (Decoder decoder = load(
                "attention.py",
                "  if groups[0][4] == 3:",
                "  qkv = qkv * (1. + 1e-6 * (qkv.size(0) // 8))\n  if groups[0][4] == 3:")) {
            assertThat(decoder.exactness()).isEqualTo(Exactness.EQUAL_UP_TO_ROUNDING);
        }
    }

    @Test
    void should_ask_a_model_with_a_context_shorter_than_its_longest_pass() throws IOException {
        TinyCheckpoint.write(directory, new TinyCheckpoint.Shape(64, 96, 2, 4, 2, 32, 0.3f), VOCABULARY, 18, 3);

        try (Decoder decoder = load("invariance.py", "products", "products")) {
            assertThat(decoder.exactness()).isEqualTo(Exactness.BIT_EXACT);
        }
    }

    @Test
    void a_check_that_fails_should_not_stop_the_engine() {
        try (Decoder decoder = load(
                "invariance.py",
                "  for window in d.windows:",
                "  assert False, \"broken\"\n  for window in d.windows:")) {
            assertThat(decoder.exactness()).isEqualTo(Exactness.EQUAL_UP_TO_ROUNDING);
        }
    }

    /** Loads a program in which {@code line} of {@code file} is replaced. */
    private Decoder load(String file, String line, String replacement) {
        DecoderOptions options =
                DecoderOptions.defaults().withDevice("cpu").withDtype("float32").withLinearKernel("onednn");
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            return new DecoderLoader(
                            checkpoint,
                            options,
                            () -> new DecoderProgram((name, source) -> {
                                if (!name.equals(file)) {
                                    return source;
                                }
                                assertThat(source).contains(line);
                                return source.replace(line, replacement);
                            }))
                    .load();
        }
    }

    /** How many of the last 17 rows are not the same bits when they are fed one by one. */
    private long rowsThatDiffer(Decoder decoder) {
        try (KvCache cache = decoder.newCache()) {
            int start = LENGTH - 17;
            decoder.prefill(cache, new TokenSequence(tokens), start);
            float[][] together = decoder.logits(cache, Arrays.copyOfRange(tokens, start, LENGTH), SkipProfile.NONE);
            cache.rollback(start);
            long differ = 0;
            for (int i = 0; i < together.length; i++) {
                float[] alone = decoder.logits(cache, new int[] {tokens[start + i]}, SkipProfile.NONE)[0];
                differ += Arrays.equals(alone, together[i]) ? 0 : 1;
            }
            return differ;
        }
    }
}
