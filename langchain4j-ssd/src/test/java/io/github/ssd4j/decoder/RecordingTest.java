package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.decoder.Recording.Stretch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares what a recording says with passes of the skipped model over the very blocks, one by one. */
class RecordingTest {

    private static final SkipProfile SKIP = SkipProfile.of("test", List.of(2), List.of(1, 3));
    private static final int[] NONE = {};
    private static final SamplingOptions WARM =
            SamplingOptions.builder().temperature(0.8).topK(50).topP(0.95).build();

    private static Checkpoint checkpoint;
    private static Decoder decoder;

    private Stretch early;
    private Stretch late;
    private Recording recording;

    @BeforeAll
    static void load() {
        checkpoint = Checkpoint.open(GoldenFile.RESOURCES.resolve("stories260K/stories260K"));
        decoder = Decoder.load(
                checkpoint, DecoderOptions.defaults().withDevice("cpu").withDtype("float32"));
    }

    @AfterAll
    static void unload() {
        decoder.close();
        checkpoint.close();
    }

    @BeforeEach
    void record() {
        early = story("Once upon a time, there was a little", 0, 20);
        late = story("Tom and Lily had a big dog named", 9, 23);
        recording = decoder.record(List.of(early, late));
    }

    @AfterEach
    void close() {
        recording.close();
        early.cache().close();
        late.cache().close();
        assertThat(decoder.openCaches()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "2, 1", "5, 0", "5, 4", "40, 0"})
    void agreement_should_be_what_drafting_each_block_gives(int size, int offset) {
        recording.setTarget(walk(SkipProfile.NONE), SamplingOptions.GREEDY);
        recording.setBlocks(size, offset);

        double[] agreement = recording.agreement(walk(SKIP), SamplingOptions.GREEDY);

        assertThat(agreement).containsExactly(expected(size, offset, SamplingOptions.GREEDY));
        // Neither everything nor nothing: the comparison can fail.
        assertThat(Arrays.stream(agreement).sum()).isBetween(5.0, 40.0);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "4, 0", "4, 3"})
    void agreement_of_sampling_should_be_the_common_mass_of_both_distributions(int size, int offset) {
        recording.setTarget(walk(SkipProfile.NONE), WARM);
        recording.setBlocks(size, offset);

        double[] agreement = recording.agreement(walk(SKIP), WARM);

        assertThat(agreement).containsExactly(expected(size, offset, WARM), within(1e-4));
    }

    @Test
    void a_draft_that_skips_nothing_should_always_agree() {
        recording.setTarget(walk(SkipProfile.NONE), SamplingOptions.GREEDY);
        recording.setBlocks(6, 2);

        assertThat(recording.agreement(walk(SkipProfile.NONE), SamplingOptions.GREEDY))
                .containsOnly(1);
    }

    @Test
    void similarity_should_be_one_of_a_state_with_itself_and_less_of_others() {
        int full = walk(SkipProfile.NONE);

        assertThat(recording.similarity(full, full)).isCloseTo(1, within(1e-6));
        assertThat(recording.similarity(full, walk(SKIP))).isBetween(0.2, 0.999);
    }

    @Test
    void scoring_should_leave_the_caches_as_they_were() {
        int[] next = {261};
        float[] before = decoder.logits(late.cache(), next, SkipProfile.NONE)[0];
        late.cache().rollback(late.cache().length() - 1);

        walk(SKIP);

        assertThat(decoder.logits(late.cache(), next, SkipProfile.NONE)[0]).containsExactly(before);
    }

    @Test
    void what_was_freed_or_never_was_should_be_refused() {
        int state = recording.run(recording.embeddings(), 0, true);
        recording.free(state);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> recording.free(state))
                .withMessageContaining("no state");
        assertThatIllegalArgumentException().isThrownBy(() -> recording.free(recording.embeddings()));
        assertThatIllegalArgumentException().isThrownBy(() -> recording.run(recording.embeddings(), 5, true));
        recording.close();
        assertThatIllegalStateException().isThrownBy(() -> recording.setBlocks(1, 0));
    }

    @Test
    void positions_that_were_not_read_should_be_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stretch(
                        early.cache(), early.tokens(), 5, early.tokens().length()))
                .withMessageContaining("must be read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decoder.record(List.of(new Stretch(early.cache(), early.tokens(), 0, 3))))
                .withMessageContaining("4 positions or more");
    }

    /** A text with 30 tokens of the model's own, read by it. */
    private static Stretch story(String beginning, int start, int count) {
        TokenSequence tokens = new TokenSequence(checkpoint.tokenizer().encode(beginning, true));
        KvCache cache = decoder.newCache(64);
        for (int i = 0; i < 30; i++) {
            int next =
                    decoder.verify(cache, tokens, 0, SamplingOptions.GREEDY, 0).next();
            cache.rollback(tokens.length());
            tokens.add(next);
        }
        return new Stretch(cache, tokens, start, count);
    }

    private int walk(SkipProfile profile) {
        int state = recording.embeddings();
        for (int layer = 0; layer < decoder.config().layers(); layer++) {
            if (!profile.attention().contains(layer)) {
                state = recording.run(state, layer, true);
            }
            if (!profile.mlp().contains(layer)) {
                state = recording.run(state, layer, false);
            }
        }
        return state;
    }

    private double[] expected(int size, int offset, SamplingOptions sampling) {
        return List.of(early, late).stream()
                .flatMapToDouble(stretch -> IntStream.range(0, stretch.count())
                        .mapToDouble(row -> expected(stretch, row, row - inBlock(row, size, offset), sampling)))
                .toArray();
    }

    /** How many rows of its block come before a row. */
    private static int inBlock(int row, int size, int offset) {
        return row < offset ? row : (row - offset) % size;
    }

    private static double expected(Stretch stretch, int row, int blockBegin, SamplingOptions sampling) {
        float[] draft = lastLogits(stretch, stretch.start() + blockBegin, row - blockBegin + 1, SKIP);
        float[] full = lastLogits(stretch, stretch.start() + row, 1, SkipProfile.NONE);
        if (sampling.isGreedy()) {
            return argmax(draft) == argmax(full) ? 1 : 0;
        }
        double[] p = SamplingOracle.distribution(full, sampling, NONE, NONE);
        double[] q = SamplingOracle.distribution(draft, sampling, NONE, NONE);
        return IntStream.range(0, p.length)
                .filter(i -> p[i] > 0 && q[i] > 0)
                .mapToDouble(i -> 1
                        / IntStream.range(0, p.length)
                                .mapToDouble(j -> Math.max(p[j] / p[i], q[j] / q[i]))
                                .sum())
                .sum();
    }

    private static float[] lastLogits(Stretch stretch, int from, int count, SkipProfile profile) {
        try (KvCache cache = decoder.newCache(64)) {
            if (from > 0) {
                decoder.copy(stretch.cache(), cache, from);
            }
            return decoder.logits(cache, stretch.tokens().subArray(from, from + count), profile)[count - 1];
        }
    }

    private static int argmax(float[] logits) {
        return IntStream.range(0, logits.length)
                .reduce((a, b) -> logits[b] > logits[a] ? b : a)
                .orElseThrow();
    }
}
