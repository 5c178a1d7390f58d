package io.github.ssd4j.decoder;

import io.github.ssd4j.Repeats;
import io.github.ssd4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * Checks whether the logits of a token are the same bits in passes of 1 to 17 and of 32 tokens, at positions from 17 to
 * 2,100, for random checkpoints of three shapes and for every linear kernel that the CPU has. It feeds a text in passes of
 * random sizes, goes back by some of the tokens, and feeds these again in a pass of another size, half of them alone. A few of
 * the positions are compared in every build, all of them with {@link Repeats}.
 *
 * <p>A program of its own, because native libraries choose their instruction sets once for each process: see {@link
 * InstructionSetsIT}.
 */
final class BatchInvariance {

    private static final String ABSENT = "absent";
    private static final String BIT_EXACT = "bit-exact";
    private static final String UP_TO_ROUNDING = "equal up to rounding, as the engine says";

    private static final int PROMPT = 17;
    private static final int LENGTH = 2_100;

    /** More tokens than attend in float32: a long pass of a 16-bit dtype computes otherwise, but for its last token. */
    private static final int LONG_PASS = 50;

    private static final int CONTEXT = 2_176;

    private static final int[][] ALL_POSITIONS = {{PROMPT, LENGTH}};

    /**
     * From and to: the positions that every build compares. Blocks of memory and the sums of libraries change there. The last part is
     * for one shape only, because a CPU without vector instructions takes seconds to read what comes before it.
     */
    private static final int[][] BORDERS = {{PROMPT, 80}, {230, 280}, {490, 540}, {1_000, 1_050}, {2_030, LENGTH}};

    private static final int VOCABULARY = 512;

    /** Several key heads each: the products of attention are chosen by their number and by the size of a head. */
    private static final List<TinyCheckpoint.Shape> SHAPES = List.of(
            new TinyCheckpoint.Shape(192, 416, 2, 6, 3, 32, 0.25f),
            new TinyCheckpoint.Shape(256, 704, 2, 8, 2, 64, 0.25f),
            new TinyCheckpoint.Shape(256, 352, 2, 6, 3, 128, 0.25f));

    private static final List<String> PAIRS = List.of(
            "float32 onednn", "float32 plain", "bfloat16 onednn", "bfloat16 fbgemm", "float16 onednn", "int4 auto");

    /** The same products as of another pair, or too slow on some CPUs for every build. */
    private static final List<String> OTHER_PAIRS =
            List.of("float16 fbgemm", "bfloat16 plain", "float16 plain", "int8 auto");

    /** Sizes of passes of several tokens. */
    private static final int[] SIZES =
            IntStream.concat(IntStream.rangeClosed(2, 17), IntStream.of(32)).toArray();

    /** What was found for one shape and pair of dtype and kernel; its text is a line of the program's output. */
    record Finding(int shape, String pair, String verdict) {

        boolean isGood() {
            return BatchInvariance.isGood(toString());
        }

        @Override
        public String toString() {
            return "shape %d, %s: %s".formatted(shape, pair, verdict);
        }
    }

    /** Whether a line of the output says that all is as it should be. */
    static boolean isGood(String line) {
        return Stream.of(ABSENT, BIT_EXACT, UP_TO_ROUNDING).anyMatch(verdict -> line.endsWith(": " + verdict));
    }

    private final int threads;
    private final boolean thorough;
    private final int[] tokens = new Random(1).ints(LENGTH, 0, VOCABULARY).toArray();

    /**
     * @param threads of the CPU kernels; 0 leaves them as they are
     * @param thorough every pair of dtype and kernel, and each token ten times instead of once or twice; takes minutes
     */
    BatchInvariance(int threads, boolean thorough) {
        this.threads = threads;
        this.thorough = thorough;
    }

    /** Arguments: number of threads, whether to be thorough. Prints one line for each finding. */
    public static void main(String[] args) throws IOException {
        Path directory = Files.createTempDirectory("batch-invariance");
        try {
            new BatchInvariance(Integer.parseInt(args[0]), Boolean.parseBoolean(args[1]))
                    .run(directory)
                    .forEach(System.out::println);
        } finally {
            for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
                Files.deleteIfExists(directory.resolve(file));
            }
            Files.delete(directory);
        }
    }

    /** Writes the checkpoints into {@code directory}, one over the other. */
    List<Finding> run(Path directory) throws IOException {
        List<String> pairs = new ArrayList<>(PAIRS);
        if (thorough) {
            pairs.addAll(OTHER_PAIRS);
        }
        List<Finding> findings = new ArrayList<>();
        for (int shape = 0; shape < SHAPES.size(); shape++) {
            TinyCheckpoint.write(directory, SHAPES.get(shape), VOCABULARY, CONTEXT, 5);
            try (Checkpoint checkpoint = Checkpoint.open(directory)) {
                for (String pair : pairs) {
                    findings.add(new Finding(shape, pair, verdict(checkpoint, pair, parts(shape))));
                }
            }
        }
        return findings;
    }

    private String verdict(Checkpoint checkpoint, String pair, int[][] parts) {
        int space = pair.indexOf(' ');
        DecoderOptions options = DecoderOptions.defaults()
                .withDevice("cpu")
                .withDtype(pair.substring(0, space))
                .withLinearKernel(pair.substring(space + 1))
                .withThreads(threads);
        try (Decoder decoder = AvailableKernel.load(checkpoint, options)) {
            String difference = firstDifference(decoder, parts);
            return difference.equals(BIT_EXACT) || decoder.exactness() == Exactness.BIT_EXACT
                    ? difference
                    : UP_TO_ROUNDING;
        } catch (TestAbortedException e) {
            return ABSENT;
        }
    }

    private int[][] parts(int shape) {
        if (thorough || Repeats.areMany()) {
            return ALL_POSITIONS;
        }
        return shape == 0 ? BORDERS : Arrays.copyOf(BORDERS, BORDERS.length - 1);
    }

    private String firstDifference(Decoder decoder, int[][] parts) {
        Comparison comparison = new Comparison();
        try (KvCache cache = decoder.newCache()) {
            Random random = new Random(2);
            for (int[] part : parts) {
                decoder.prefill(cache, new TokenSequence(tokens), part[0]);
                while (cache.length() < part[1]) {
                    feedAndRepeat(decoder, cache, random, comparison);
                }
            }
        }
        for (int length : new int[] {LONG_PASS, 410, 1_000}) {
            feedPrompt(decoder, length, comparison);
        }
        if (!isNear(lastOfPrompt(decoder, LONG_PASS - 1), lastOfPrompt(decoder, 7))) {
            return "a prompt that is read in a long pass gives logits far from those of short passes";
        }
        return comparison.toString();
    }

    private void feedAndRepeat(Decoder decoder, KvCache cache, Random random, Comparison comparison) {
        int start = cache.length();
        feed(decoder, cache, SIZES[random.nextInt(SIZES.length)], comparison);
        for (int repeat = 0; repeat < (thorough ? 15 : 1); repeat++) {
            int size = random.nextBoolean() ? 1 : SIZES[random.nextInt(SIZES.length)];
            cache.rollback(start + random.nextInt(cache.length() - start));
            feed(decoder, cache, size, comparison);
        }
    }

    private void feed(Decoder decoder, KvCache cache, int size, Comparison comparison) {
        int start = cache.length();
        int end = Math.min(LENGTH, start + size);
        float[][] rows = decoder.logits(cache, Arrays.copyOfRange(tokens, start, end), SkipProfile.NONE);
        for (int row = 0; row < rows.length; row++) {
            comparison.add(start + row, rows.length, rows[row]);
        }
    }

    /** The last token of a prompt gets other logits than above in a 16-bit dtype, but the same when it is fed again alone. */
    private void feedPrompt(Decoder decoder, int length, Comparison comparison) {
        try (KvCache cache = decoder.newCache()) {
            decoder.prefill(cache, new TokenSequence(tokens), length - LONG_PASS);
            int[] end = Arrays.copyOfRange(tokens, length - LONG_PASS, length);
            float[][] rows = decoder.logits(cache, end, SkipProfile.NONE);
            comparison.forget(length - 1);
            comparison.add(length - 1, LONG_PASS, rows[LONG_PASS - 1]);
            cache.rollback(length - 1);
            feed(decoder, cache, 1, comparison);
        }
    }

    /** The logits of a prompt's last token, which is fed alone behind passes of so many tokens. */
    private float[] lastOfPrompt(Decoder decoder, int pass) {
        TokenSequence prompt = new TokenSequence(tokens);
        try (KvCache cache = decoder.newCache()) {
            for (int end = pass; end < LONG_PASS; end += pass) {
                decoder.prefill(cache, prompt, end);
            }
            return decoder.logits(cache, new int[] {tokens[LONG_PASS - 1]}, SkipProfile.NONE)[0];
        }
    }

    /** Whether logits differ by rounding only: the weights of long passes may be rounded otherwise. */
    private static boolean isNear(float[] logits, float[] others) {
        float largest = 0;
        float difference = 0;
        for (int token = 0; token < VOCABULARY; token++) {
            largest = Math.max(largest, Math.abs(logits[token]));
            difference = Math.max(difference, Math.abs(logits[token] - others[token]));
        }
        return difference < largest / 8;
    }

    /** The first token whose logits differ between two passes, how many rows do, and the largest difference. */
    private static final class Comparison {
        private final float[][] known = new float[LENGTH][];
        private final int[] sizes = new int[LENGTH];
        private int first = Integer.MAX_VALUE;
        private String passesOfFirst = "";
        private int compared;
        private int different;
        private float largest;

        void forget(int position) {
            known[position] = null;
        }

        /** Compares a row with the one that this token got when it was fed before, if it was. */
        void add(int position, int size, float[] logits) {
            float[] before = known[position];
            if (before != null) {
                compared++;
                if (!Arrays.equals(logits, before)) {
                    addDifference(position, size, logits, before);
                }
            }
            known[position] = logits;
            sizes[position] = size;
        }

        private void addDifference(int position, int size, float[] logits, float[] before) {
            different++;
            if (position < first) {
                first = position;
                passesOfFirst = sizes[position] + " and " + size;
            }
            for (int token = 0; token < VOCABULARY; token++) {
                largest = Math.max(largest, Math.abs(logits[token] - before[token]));
            }
        }

        @Override
        public String toString() {
            return different == 0
                    ? BIT_EXACT
                    : String.format(
                            Locale.ROOT,
                            "first difference at position %d in passes of %s tokens, %d of %d rows, largest %.2g",
                            first,
                            passesOfFirst,
                            different,
                            compared,
                            largest);
        }
    }
}
