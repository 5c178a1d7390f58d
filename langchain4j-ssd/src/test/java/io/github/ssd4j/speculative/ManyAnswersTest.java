package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.Repeats;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.decoder.EditedDecoder;
import io.github.ssd4j.decoder.SamplingOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many answers in common passes: each is the one that its prompt gets alone, whatever its neighbours are and do. */
class ManyAnswersTest {

    private static final int CONTEXT = 512;
    private static final int CALLERS = Repeats.of(32, 64);

    /** As many as it takes for one to be cancelled and one to fail. */
    private static final int FEW_CALLERS = 21;

    private static TinyModel model;

    @BeforeAll
    static void load() {
        model = TinyModel.open(TinyModel.STORIES, CONTEXT);
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    /** What a caller asks, the same each time. */
    private record Call(List<Integer> tokens, GenerationOptions options, int cancelAtPiece, int throwAtPiece) {

        int[] prompt() {
            return tokens.stream().mapToInt(Integer::intValue).toArray();
        }

        Follower follower() {
            return new Follower(cancelAtPiece, throwAtPiece);
        }
    }

    /** Cancels or fails at a piece of the text; what it saw is part of the answer. */
    private static final class Follower implements GenerationListener, BatchGenerator.Outcome {

        private final int cancelAt;
        private final int throwAt;
        private final StringBuilder text = new StringBuilder();
        private int pieces;
        private int rounds;
        private GenerationResult result;
        private Throwable failure;

        Follower(int cancelAt, int throwAt) {
            this.cancelAt = cancelAt;
            this.throwAt = throwAt;
        }

        @Override
        public void onText(TextPiece piece) {
            text.append(piece.text());
            if (++pieces == throwAt) {
                throw new ArithmeticException("piece " + pieces);
            }
        }

        @Override
        public void onRound(Round round) {
            rounds++;
        }

        @Override
        public boolean isCancelled() {
            return pieces >= cancelAt;
        }

        @Override
        public void ended(GenerationResult ended) {
            assertThat(result).isNull();
            result = ended;
        }

        @Override
        public void failed(Throwable thrown) {
            assertThat(failure).isNull();
            failure = thrown;
        }

        /** All that must not depend on neighbours. */
        String outcome() {
            return failure == null
                    ? result.tokens() + result.text() + result.finishReason() + result.seed() + text
                    : failure + text.toString();
        }
    }

    @ParameterizedTest(name = "sharing prefixes: {0}")
    @ValueSource(booleans = {true, false})
    void every_answer_should_be_the_one_it_gets_alone(boolean sharePrefixes) {
        compare(sharePrefixes, CALLERS);
    }

    /** Where long passes give other bits, a prompt must be read in the same pieces whoever is there. */
    @Test
    void every_answer_should_be_the_one_it_gets_alone_where_passes_must_be_short() {
        TinyModel usual = model;
        DecoderOptions options = DecoderOptions.defaults()
                .withDevice("cpu")
                .withDtype("float32")
                .withThreads(1)
                .withContextTokens(CONTEXT);
        try (Decoder decoder = EditedDecoder.sharingFewRows(usual.checkpoint(), options)) {
            assertThat(decoder.sharedRows()).isEqualTo(32);
            model = new TinyModel(usual.checkpoint(), decoder);
            compare(false, FEW_CALLERS);
        } finally {
            model = usual;
        }
    }

    private static void compare(boolean sharePrefixes, int callers) {
        Random random = new Random(20);
        List<Call> calls = new ArrayList<>();
        int[] system = model.randomPrompt(random, 90);
        for (int i = 0; i < callers; i++) {
            calls.add(call(random, i, system));
        }
        GeneratorOptions options = GeneratorOptions.DEFAULTS
                .withMaxConcurrent(8)
                .withMaxSessions(4)
                .withSharePrefixes(sharePrefixes);

        List<Follower> together = together(calls, options, random);

        int failed = 0;
        int cancelled = 0;
        for (int i = 0; i < callers; i++) {
            Follower alone = calls.get(i).follower();
            try (SpeculativeGenerator generator = model.newGenerator()) {
                generator.begin(calls.get(i).prompt(), calls.get(i).options(), alone, alone);
                while (generator.active() > 0) {
                    generator.step();
                }
            }
            assertThat(together.get(i).outcome()).as("caller %s", i).isEqualTo(alone.outcome());
            failed += alone.failure == null ? 0 : 1;
            cancelled += alone.failure == null && alone.result.finishReason() == FinishReason.CANCELLED ? 1 : 0;
        }
        assertThat(failed).isPositive();
        assertThat(cancelled).isPositive();
    }

    /** Callers come and go while others are being answered. */
    private static List<Follower> together(List<Call> calls, GeneratorOptions options, Random random) {
        List<Follower> followers = new ArrayList<>();
        List<Integer> conversations = new ArrayList<>();
        try (SpeculativeGenerator generator = new SpeculativeGenerator(
                model.decoder(), model.tokenizer(), options, pass -> conversations.add(pass.conversations()))) {
            while (followers.size() < calls.size() || generator.active() > 0) {
                while (followers.size() < calls.size() && random.nextInt(3) > 0) {
                    Call next = calls.get(followers.size());
                    if (!generator.hasRoom(next.prompt(), next.options())) {
                        break;
                    }
                    Follower follower = next.follower();
                    followers.add(follower);
                    generator.begin(next.prompt(), next.options(), follower, follower);
                }
                generator.step();
            }
        }
        assertThat(conversations).as("passes were shared").contains(8);
        return followers;
    }

    private static Call call(Random random, int number, int[] system) {
        int[] own = model.randomPrompt(random, 1 + random.nextInt(number % 9 == 0 ? 330 : 60));
        int[] prompt = number % 3 == 0 ? own : concatenated(system, own);
        GenerationOptions.Builder options = GenerationOptions.builder()
                .maxTokens(1 + random.nextInt(70))
                .profile(model.randomProfile(random))
                .draftPolicy(policy(random))
                .speculative(random.nextInt(5) > 0)
                .seed(random.nextLong());
        if (random.nextBoolean()) {
            options.sampling(SamplingOptions.builder()
                    .temperature(0.3 + random.nextDouble())
                    .topK(random.nextInt(3) == 0 ? 20 : 0)
                    .topP(random.nextInt(3) == 0 ? 0.9 : 1)
                    .repetitionPenalty(random.nextInt(4) == 0 ? 1.2 : 1)
                    .build());
        }
        if (random.nextInt(4) == 0) {
            options.constraint(
                    new RandomConstraint(number, model.decoder().config().vocabSize()));
        }
        if (random.nextInt(5) == 0) {
            options.stopTokens(Set.of(300 + random.nextInt(100)));
        }
        if (number % 7 == 0) {
            options.session("s" + number % 2);
        }
        int cancelAt = random.nextInt(6) == 0 ? random.nextInt(20) : Integer.MAX_VALUE;
        int throwAt = random.nextInt(9) == 0 ? 1 + random.nextInt(20) : -1;
        return new Call(Arrays.stream(prompt).boxed().toList(), options.build(), cancelAt, throwAt);
    }

    private static DraftPolicy policy(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> DraftPolicy.fixed(1 + random.nextInt(6));
            case 1 -> DraftPolicy.staticThreshold(8, random.nextDouble());
            default -> DraftPolicy.costOptimal(1 + random.nextInt(16));
        };
    }

    private static int[] concatenated(int[] first, int[] second) {
        int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    @Test
    void a_long_prompt_should_stop_no_answer_and_wait_for_none() {
        List<Integer> promptRows = new ArrayList<>();
        try (SpeculativeGenerator generator = new SpeculativeGenerator(
                model.decoder(),
                model.tokenizer(),
                GeneratorOptions.DEFAULTS.withMaxConcurrent(4).withSharePrefixes(false),
                pass -> promptRows.add(pass.promptRows()))) {
            Random random = new Random(1);
            GenerationOptions options = GenerationOptions.builder()
                    .maxTokens(100)
                    .speculative(false)
                    .build();
            List<Follower> streams = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Follower stream = new Follower(Integer.MAX_VALUE, -1);
                streams.add(stream);
                generator.begin(model.randomPrompt(random, 5), options, stream, stream);
                generator.step();
            }
            promptRows.clear();
            Follower late = new Follower(Integer.MAX_VALUE, -1);
            generator.begin(model.randomPrompt(random, 400), options, late, late);

            // when
            while (late.pieces == 0 && late.result == null) {
                List<Integer> before =
                        streams.stream().map(stream -> stream.rounds).toList();
                generator.step();
                for (int i = 0; i < 3; i++) {
                    Follower stream = streams.get(i);
                    assertThat(stream.result != null || stream.rounds == before.get(i) + 1)
                            .isTrue();
                }
            }

            // then: each pass took some of the prompt and all of the streams
            assertThat(promptRows.stream().filter(rows -> rows == 0).count()).isLessThan(3);
            assertThat(promptRows.stream().mapToInt(rows -> rows).sum()).isEqualTo(400);
            assertThat(promptRows.stream().mapToInt(rows -> rows).max().orElse(0))
                    .isLessThanOrEqualTo(256);
        }
    }
}
