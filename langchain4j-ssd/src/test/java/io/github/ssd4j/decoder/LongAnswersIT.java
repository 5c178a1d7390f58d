package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ssd4j.RealModel;
import io.github.ssd4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Long greedy answers of SmolLM2 by rounds of 1 to 8 drafts, one draft in eight wrong, are those of plain decoding: in each dtype
 * and kernel where the engine is bit-exact, and in float32 also where it is equal up to rounding. An answer of 600 tokens takes 15
 * to 40 seconds, so it is asked for: {@code -Dssd.test.answers=50}, {@code -Dssd.test.answers.tokens=100} for shorter ones,
 * {@code -Dssd.test.answers.first=25} to go on behind the 25th question.
 */
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
@EnabledIfSystemProperty(
        named = "ssd.test.answers",
        matches = "[1-9]\\d*",
        disabledReason = "takes minutes; -Dssd.test.answers=N asks for N answers of each dtype and kernel")
class LongAnswersIT {

    private static final int FIRST = Integer.getInteger("ssd.test.answers.first", 0);
    private static final int LENGTH = Integer.getInteger("ssd.test.answers.tokens", 600);
    private static final int MOST_DRAFTS = 8;

    private static final List<String> FORMS = List.of(
            "Write a long story about %s.",
            "Explain in ten paragraphs what one should know about %s.",
            "List fifty facts about %s, one in a line.",
            "Two friends talk about %s. Write down what they say.",
            "Write a newspaper article about %s.");

    private static final List<String> SUBJECTS = List.of(
            "the sea",
            "bread",
            "a lost dog",
            "volcanoes",
            "trains",
            "the moon",
            "chess",
            "a garden",
            "rain",
            "music",
            "glass",
            "old maps",
            "bees",
            "a lighthouse",
            "coffee",
            "paper",
            "the desert",
            "bicycles",
            "clocks",
            "a market",
            "snow",
            "whales",
            "bridges",
            "a school",
            "salt",
            "kites",
            "theatre",
            "a forest",
            "rivers",
            "cheese",
            "lightning",
            "a harbour",
            "silk",
            "owls",
            "numbers",
            "a castle",
            "tea",
            "islands",
            "letters",
            "the stars");

    @ParameterizedTest
    @CsvSource({
        "float32, onednn",
        "float32, plain",
        "bfloat16, onednn",
        "bfloat16, fbgemm",
        "float16, fbgemm",
        "float16, onednn",
        "stored, auto"
    })
    void answers_with_drafts_should_be_those_of_plain_decoding(String dtype, String kernel) throws IOException {
        DecoderOptions options = DecoderOptions.defaults()
                .withDevice("cpu")
                .withDtype(dtype)
                .withLinearKernel(kernel)
                .withContextTokens(1024);
        int answers = Integer.getInteger("ssd.test.answers");
        try (Checkpoint checkpoint = Checkpoint.open(RealModel.path());
                Decoder decoder = AvailableKernel.load(checkpoint, options)) {
            assumeThat(dtype.equals("float32") || decoder.exactness() == Exactness.BIT_EXACT)
                    .as("dtype %s and kernel %s promise equal answers", dtype, kernel)
                    .isTrue();
            System.out.printf("%s %s: %s%n", dtype, kernel, decoder.exactness());
            for (int i = FIRST; i < FIRST + answers; i++) {
                int[] prompt = checkpoint.tokenizer().encode(question(i), false);
                int[] plain = answer(decoder, prompt, new int[0], new Random(i));

                assertThat(answer(decoder, prompt, plain, new Random(i)))
                        .as("answer %s", i)
                        .containsExactly(plain);
                System.out.printf("%s %s: answer %d of %d is the same%n", dtype, kernel, i + 1, FIRST + answers);
            }
        }
    }

    static String question(int i) {
        String subject = SUBJECTS.get(i / FORMS.size() % SUBJECTS.size());
        return "<|im_start|>user\n" + FORMS.get(i % FORMS.size()).formatted(subject)
                + "<|im_end|>\n<|im_start|>assistant\n";
    }

    /** Goes on behind the end of an answer, too: all that counts is whether tokens are the same. {@code guess}: what to draft. */
    private static int[] answer(Decoder decoder, int[] prompt, int[] guess, Random random) {
        TokenSequence tokens = new TokenSequence(prompt);
        try (KvCache cache = decoder.newCache()) {
            decoder.prefill(cache, tokens, prompt.length - 1);
            while (tokens.length() < prompt.length + LENGTH) {
                int written = tokens.length() - prompt.length;
                int drafts = Math.min(1 + random.nextInt(MOST_DRAFTS), guess.length - written - 1);
                for (int i = 0; i < drafts; i++) {
                    boolean wrong = random.nextInt(8) == 0;
                    tokens.add(wrong ? random.nextInt(decoder.config().vocabSize()) : guess[written + i]);
                }
                int drafted = Math.max(0, drafts);
                Verdict verdict = decoder.verify(cache, tokens, drafted, SamplingOptions.GREEDY, 0);
                tokens.truncate(tokens.length() - drafted + verdict.accepted());
                tokens.add(verdict.next());
                cache.rollback(tokens.length() - 1);
            }
        }
        return Arrays.copyOfRange(tokens.toArray(), prompt.length, prompt.length + LENGTH);
    }
}
