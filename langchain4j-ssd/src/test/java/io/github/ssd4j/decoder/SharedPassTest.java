package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.Repeats;
import io.github.ssd4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens of several conversations in one pass: the logits of each are the bits that it gets in a pass alone. */
class SharedPassTest {

    private static final int PASSES = Repeats.of(16, 40);
    private static final int CONVERSATIONS = 6;
    private static final int CONTEXT = 768;
    private static final int VOCABULARY = 512;

    /** Logits of a pass, whatever is fed. */
    private static final String LOGITS = """

              def shared_logits(self: __torch__.Decoder, segments: List[int], tokens: List[int], no_skip: List[bool]) -> List[float]:
                parts = [segments[4 * i:4 * i + 4] for i in range(len(segments) // 4)]
                return annotate(List[float], self.forward(parts, tokens, no_skip, no_skip).flatten().tolist())
            """;

    private static final List<TinyCheckpoint.Shape> SHAPES = List.of(
            new TinyCheckpoint.Shape(192, 416, 2, 6, 3, 32, 0.25f),
            new TinyCheckpoint.Shape(256, 704, 2, 8, 2, 64, 0.25f));

    /** Neighbouring tokens of one conversation. */
    private record Segment(int conversation, int from, int count) {}

    @TempDir
    Path directory;

    private DecoderProgram program;

    static Stream<Arguments> shapesAndKernels() {
        return SHAPES.stream()
                .flatMap(shape -> Stream.of("float32 onednn", "bfloat16 onednn", "float16 fbgemm", "int4 auto")
                        .map(pair -> Arguments.of(shape, pair)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("shapesAndKernels")
    void logits_should_be_the_bits_of_a_pass_alone(TinyCheckpoint.Shape shape, String pair) throws IOException {
        TinyCheckpoint.write(directory, shape, VOCABULARY, CONTEXT, 5);
        check(directory, pair, CONTEXT, VOCABULARY);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void windows_caps_and_norms_should_not_bring_neighbours_in(String family) throws IOException {
        check(GoldenFile.RESOURCES.resolve("families").resolve(family), "float32 auto", 150, 200);
    }

    static Stream<String> families() {
        return Stream.of("gemma2", "gemma3", "qwen3", "phi3", "smollm3");
    }

    private void check(Path model, String pair, int context, int vocabulary) {
        try (Checkpoint checkpoint = Checkpoint.open(model);
                Decoder decoder = load(checkpoint, pair)) {
            Assumptions.assumeTrue(
                    decoder.exactness() == Exactness.BIT_EXACT, pair + " is not bit-exact on this machine");
            Random random = new Random(3);
            int[][] texts = new int[CONVERSATIONS][];
            for (int i = 0; i < CONVERSATIONS; i++) {
                texts[i] = random.ints(context, 0, vocabulary).toArray();
                decoder.prefill(decoder.newCache(context), new TokenSequence(texts[i]), context);
            }
            for (int i = 0; i < PASSES; i++) {
                List<Segment> segments = segments(random, context, decoder.sharedRows());
                float[] together = logits(texts, segments);
                float[] alone = new float[together.length];
                int row = 0;
                for (Segment segment : segments) {
                    float[] own = logits(texts, List.of(segment));
                    System.arraycopy(own, 0, alone, row, own.length);
                    row += own.length;
                }
                assertThat(Arrays.equals(together, alone)).as("%s", segments).isTrue();
            }
        }
    }

    /** Of some conversations, most of them few tokens, as many as may share a pass. */
    private static List<Segment> segments(Random random, int context, int most) {
        List<Segment> segments = new ArrayList<>();
        int rows = 0;
        for (int i = 0; i < CONVERSATIONS; i++) {
            int count = Math.min(most - rows, random.nextInt(5) == 0 ? 1 + random.nextInt(64) : 1 + random.nextInt(9));
            if (count > 0 && random.nextInt(4) > 0) {
                segments.add(new Segment(i, random.nextInt(context - count), count));
                rows += count;
            }
        }
        return segments.isEmpty() ? List.of(new Segment(0, 3, 2)) : segments;
    }

    private float[] logits(int[][] texts, List<Segment> segments) {
        List<Long> parts = new ArrayList<>();
        List<Long> tokens = new ArrayList<>();
        for (Segment segment : segments) {
            long slot = segment.conversation();
            parts.addAll(List.of(slot, (long) segment.from(), (long) segment.count(), (long) segment.count()));
            for (int i = 0; i < segment.count(); i++) {
                tokens.add((long) texts[segment.conversation()][segment.from() + i]);
            }
        }
        double[] flat = program.callForDoubles("shared_logits", longs(parts), longs(tokens), new boolean[64]);
        float[] logits = new float[flat.length];
        for (int i = 0; i < flat.length; i++) {
            logits[i] = (float) flat[i];
        }
        return logits;
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private Decoder load(Checkpoint checkpoint, String pair) {
        DecoderOptions options = DecoderOptions.defaults()
                .withDevice("cpu")
                .withDtype(pair.substring(0, pair.indexOf(' ')))
                .withLinearKernel(pair.substring(pair.indexOf(' ') + 1))
                .withThreads(
                        2); // elementwise operators are split among threads, at places that depend on the number of
        // rows
        return AvailableKernel.load(
                checkpoint,
                options,
                () -> program =
                        new DecoderProgram((file, source) -> file.equals("decoder.py") ? source + LOGITS : source));
    }

    @Test
    void a_part_that_is_too_long_to_share_should_have_a_pass_of_its_own() throws IOException {
        TinyCheckpoint.write(directory, SHAPES.get(0), VOCABULARY, CONTEXT, 5);
        try (Checkpoint checkpoint = Checkpoint.open(directory);
                Decoder decoder = load(checkpoint, "float32 onednn")) {
            TokenSequence first =
                    new TokenSequence(new Random(1).ints(600, 0, VOCABULARY).toArray());
            TokenSequence second =
                    new TokenSequence(new Random(2).ints(9, 0, VOCABULARY).toArray());
            KvCache long600 = decoder.newCache();
            KvCache short9 = decoder.newCache();

            List<Verdict> together = decoder.run(List.of(
                    PassPart.reading(long600, first, 599),
                    PassPart.verification(short9, second, 2, SamplingOptions.GREEDY, 0, List.of())));

            assertThat(long600.length()).isEqualTo(599);
            assertThat(short9.length()).isZero();
            assertThat(together)
                    .containsExactly(decoder.verify(decoder.newCache(), second, 2, SamplingOptions.GREEDY, 0));
        }
    }
}
