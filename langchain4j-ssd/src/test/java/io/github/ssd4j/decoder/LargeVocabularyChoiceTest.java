package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the device chooses among many tokens is what the oracle chooses. From 4,096 tokens on the device looks at columns of 64
 * tokens first and computes the noise of a few only; {@link ChoiceTest} has fewer tokens.
 */
class LargeVocabularyChoiceTest {

    private static final int VOCAB = 8_192;
    private static final int SEEDS = 60;
    private static final int[] PROMPT = {0, 3, 4_000, 8_191, 700};

    /** Leads below this are left out: float32 may see them the other way round. */
    private static final double NEAR_TIE = 1e-4;

    @TempDir
    private static Path directory;

    private static Checkpoint checkpoint;
    private static Decoder decoder;
    private static KvCache cache;
    private static float[] logits;

    @BeforeAll
    static void load() throws IOException {
        checkpoint = Checkpoint.open(TinyCheckpoint.write(directory, VOCAB, 32, 7));
        decoder = Decoder.load(
                checkpoint, DecoderOptions.defaults().withDevice("cpu").withDtype("float32"));
        cache = decoder.newCache();
        decoder.prefill(cache, new TokenSequence(PROMPT), PROMPT.length - 1);
        logits = decoder.logits(cache, new int[] {PROMPT[PROMPT.length - 1]}, SkipProfile.NONE)[0];
        cache.rollback(PROMPT.length - 1);
    }

    @AfterAll
    static void close() {
        decoder.close();
        checkpoint.close();
    }

    /** From flat distributions, where 8,000 tokens take part, to peaked ones. */
    static Stream<SamplingOptions> samplings() {
        return Stream.of(4.0, 1.0, 0.25, 0.05)
                .flatMap(temperature -> Stream.of(
                        sampling(temperature),
                        sampling(temperature).topK(1),
                        sampling(temperature).topK(16),
                        sampling(temperature).topK(3_000),
                        sampling(temperature).topP(0.3),
                        sampling(temperature).topP(0.95),
                        sampling(temperature).topP(0.9999),
                        sampling(temperature).minP(0.1),
                        sampling(temperature).topK(200).topP(0.9).minP(0.01),
                        sampling(temperature).repetitionPenalty(1.5).presencePenalty(-0.5)))
                .map(SamplingOptions.Builder::build);
    }

    private static SamplingOptions.Builder sampling(double temperature) {
        return SamplingOptions.builder().temperature(temperature);
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void should_choose_what_the_oracle_chooses(SamplingOptions sampling) {
        double[] probabilities = SamplingOracle.distribution(logits, sampling, PROMPT, new int[0]);
        int compared = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            if (sampling.topK() == 1 || SamplingOracle.lead(probabilities, seed, PROMPT.length) >= NEAR_TIE) {
                assertThat(choice(sampling, seed))
                        .as("seed %s", seed)
                        .isEqualTo(SamplingOracle.choice(probabilities, seed, PROMPT.length));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(SEEDS * 9 / 10);
    }

    @Test
    void infinite_logits_should_be_chosen_from() {
        SamplingOptions.Builder sampling = sampling(1).repetitionPenalty(1e-300);

        assertThat(PROMPT).contains(choice(sampling.build(), 1));
        assertThat(choice(sampling.topP(0.9).build(), 1)).isBetween(0, VOCAB - 1);
    }

    private static int choice(SamplingOptions sampling, long seed) {
        Verdict verdict = decoder.verify(cache, new TokenSequence(PROMPT), 0, sampling, seed);
        cache.rollback(PROMPT.length - 1);
        return verdict.next();
    }
}
