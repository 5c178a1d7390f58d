package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.Repeats;
import io.github.ssd4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the device chooses is what the oracle chooses, for every pair of drafts on a vocabulary of five tokens: the drafts that
 * it would have chosen itself are accepted, and the first that it would not is replaced by its own choice.
 */
class ChoiceTest {

    private static final int VOCAB = 5;
    private static final int SEEDS = Repeats.of(20, 60);
    private static final int[] PROMPT = {0, 3, 1, 1, 4};
    private static final SkipProfile PROFILE = SkipProfile.of("p", List.of(1, 2), List.of(0, 2));

    /** Leads below this are left out: float32 may see them the other way round. */
    private static final double NEAR_TIE = 1e-4;

    private static final Map<String, float[]> LOGITS = new HashMap<>();

    @TempDir
    private static Path directory;

    private static Checkpoint checkpoint;
    private static Decoder decoder;
    private static KvCache cache;

    @BeforeAll
    static void load() throws IOException {
        checkpoint = Checkpoint.open(TinyCheckpoint.write(directory, VOCAB, 32, 7));
        DecoderOptions options =
                DecoderOptions.defaults().withDevice("cpu").withDtype("float32").withThreads(1);
        decoder = Decoder.load(checkpoint, options);
        cache = decoder.newCache();
        decoder.prefill(cache, new TokenSequence(PROMPT), PROMPT.length - 1);
    }

    @AfterAll
    static void close() {
        decoder.close();
        checkpoint.close();
    }

    static Stream<SamplingOptions> samplings() {
        return Stream.of(
                sampling(1).build(),
                sampling(0.5).build(),
                sampling(1.7).build(),
                sampling(1).topK(1).build(),
                sampling(1).topK(3).build(),
                sampling(1).topP(0.8).build(),
                sampling(1).minP(0.2).build(),
                sampling(0.8).topK(4).topP(0.9).minP(0.1).build(),
                sampling(1).repetitionPenalty(1.5).build(),
                sampling(1).frequencyPenalty(1.1).presencePenalty(0.4).build(),
                sampling(0.7)
                        .topK(4)
                        .repetitionPenalty(1.3)
                        .presencePenalty(-0.5)
                        .build(),
                SamplingOptions.GREEDY,
                SamplingOptions.builder().presencePenalty(1.5).build());
    }

    private static SamplingOptions.Builder sampling(double temperature) {
        return SamplingOptions.builder().temperature(temperature);
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void should_accept_the_drafts_that_it_chooses_itself_and_replace_the_first_other(SamplingOptions sampling) {
        int compared = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            for (int first = 0; first < VOCAB; first++) {
                for (int second = 0; second < VOCAB; second++) {
                    int[] drafts = {first, second};
                    if (isClear(sampling, seed, SkipProfile.NONE, drafts)) {
                        assertThat(verify(sampling, seed, drafts))
                                .as("seed %s, drafts %s", seed, Arrays.toString(drafts))
                                .isEqualTo(expected(sampling, seed, drafts));
                        compared++;
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(SEEDS * VOCAB * VOCAB * 9 / 10);
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void a_draft_should_be_the_choice_of_the_skipped_model_by_the_same_noise(SamplingOptions sampling) {
        for (long seed = 0; seed < SEEDS; seed++) {
            double[] probabilities = distribution(sampling, PROFILE);
            if (isClear(sampling, seed, PROFILE)) {
                DraftToken draft = decoder.draft(cache, new TokenSequence(PROMPT), PROFILE, sampling, seed);

                assertThat(draft.token())
                        .as("seed %s", seed)
                        .isEqualTo(SamplingOracle.choice(probabilities, seed, PROMPT.length));
                if (!sampling.isGreedy()) {
                    assertThat((double) draft.probability()).isCloseTo(probabilities[draft.token()], within(1e-5));
                }
            }
        }
    }

    private static Verdict verify(SamplingOptions sampling, long seed, int... drafts) {
        TokenSequence tokens = new TokenSequence(PROMPT);
        for (int draft : drafts) {
            tokens.add(draft);
        }
        return decoder.verify(cache, tokens, drafts.length, sampling, seed);
    }

    private static Verdict expected(SamplingOptions sampling, long seed, int... drafts) {
        int accepted = 0;
        while (true) {
            int[] before = Arrays.copyOf(drafts, accepted);
            int choice = SamplingOracle.choice(
                    distribution(sampling, SkipProfile.NONE, before), seed, PROMPT.length + accepted);
            if (accepted == drafts.length || drafts[accepted] != choice) {
                return new Verdict(accepted, choice);
            }
            accepted++;
        }
    }

    private static boolean isClear(SamplingOptions sampling, long seed, SkipProfile profile, int... drafts) {
        for (int i = 0; i <= drafts.length; i++) {
            double[] probabilities = distribution(sampling, profile, Arrays.copyOf(drafts, i));
            if (SamplingOracle.lead(probabilities, seed, PROMPT.length + i) < NEAR_TIE) {
                return false;
            }
        }
        return true;
    }

    /** The distribution that the oracle makes of the device's logits after the prompt and {@code answer}. */
    private static double[] distribution(SamplingOptions sampling, SkipProfile profile, int... answer) {
        float[] logits =
                LOGITS.computeIfAbsent(profile.name() + Arrays.toString(answer), key -> logits(profile, answer));
        return SamplingOracle.distribution(logits, sampling, PROMPT, answer);
    }

    private static float[] logits(SkipProfile profile, int... answer) {
        cache.rollback(PROMPT.length - 1);
        // The K/V of the prompt are the full model's, as in a round.
        TokenSequence tokens = new TokenSequence(PROMPT);
        for (int token : answer) {
            tokens.add(token);
        }
        float[][] logits = decoder.logits(cache, tokens.subArray(PROMPT.length - 1, tokens.length()), profile);
        cache.rollback(PROMPT.length - 1);
        return logits[logits.length - 1];
    }
}
