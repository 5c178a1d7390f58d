package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The distribution of one round's output, by enumeration of everything that can happen in it, through the functions that
 * run on the device.
 *
 * <p>On a vocabulary of five tokens every draft of two tokens is forced by its uniforms. For each the uniforms of
 * acceptance are placed just below and just above the boundary that the accept rule asks for, and the one of the final
 * token at both ends of every token's interval. What comes out, weighted with the lengths of those intervals, must be the
 * full model's own distribution of the first two tokens.
 */
class ExactEnumerationTest {

    private static final int VOCAB = 5;
    private static final int DRAFTED = 2;
    private static final int[] PROMPT = {0, 3, 1, 1, 4};
    private static final SkipProfile PROFILE = SkipProfile.of("p", List.of(1, 2), List.of(0, 2));

    /** How near to a boundary the device is asked: well above what float32 rounds, well below what matters. */
    private static final double MARGIN = 2e-5;

    /** Rarer outcomes are not asked for: their boundaries lie too near to each other. */
    private static final double RARE = 1e-4;

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

    static Stream<Arguments> samplings() {
        List<SamplingOptions> targets = List.of(
                sampling(1).build(),
                sampling(0.5).build(),
                sampling(1.7).build(),
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
        SamplingOptions otherDraft = sampling(1.3).topK(4).build();
        return Stream.concat(
                targets.stream()
                        .flatMap(target -> Stream.of(target, SamplingOptions.GREEDY)
                                .distinct()
                                .map(draft -> Arguments.of(target, draft))),
                Stream.of(
                        Arguments.of(targets.get(0), otherDraft),
                        Arguments.of(targets.get(6), otherDraft),
                        Arguments.of(SamplingOptions.GREEDY, otherDraft)));
    }

    private static SamplingOptions.Builder sampling(double temperature) {
        return SamplingOptions.builder().temperature(temperature);
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void one_round_should_write_the_full_models_distribution(SamplingOptions target, SamplingOptions draft) {
        // given
        double[][] output = new double[VOCAB][VOCAB];
        double mass = 0;

        // when
        for (int first = 0; first < VOCAB; first++) {
            boolean firstIsNew = true;
            for (int second = 0; second < VOCAB; second++) {
                DraftPath path = new DraftPath(target, draft, first, second);
                if (path.probability() > 0) {
                    mass += path.probability();
                    path.enumerate(output, firstIsNew);
                    firstIsNew = false;
                }
            }
        }

        // then
        assertThat(mass).isCloseTo(1, within(1e-6));
        double[] firstTarget = distribution(target, SkipProfile.NONE);
        for (int first = 0; first < VOCAB; first++) {
            double[] secondTarget = distribution(target, SkipProfile.NONE, first);
            for (int second = 0; second < VOCAB; second++) {
                assertThat(output[first][second])
                        .as("P(%s, %s)", first, second)
                        .isCloseTo(firstTarget[first] * secondTarget[second], within(1e-4));
            }
        }
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

    /** One draft of two tokens and all that can become of it. */
    private static final class DraftPath {

        private final SamplingOptions target;
        private final SamplingOptions draft;
        private final int[] drafts;
        private final List<double[]> draftProbabilities = new ArrayList<>();
        private final List<double[]> targetProbabilities = new ArrayList<>();

        DraftPath(SamplingOptions target, SamplingOptions draft, int first, int second) {
            this.target = target;
            this.draft = draft;
            this.drafts = new int[] {first, second};
            draftProbabilities.add(distribution(draft, PROFILE));
            draftProbabilities.add(distribution(draft, PROFILE, first));
            targetProbabilities.add(distribution(target, SkipProfile.NONE));
            targetProbabilities.add(distribution(target, SkipProfile.NONE, first));
            targetProbabilities.add(distribution(target, SkipProfile.NONE, first, second));
        }

        double probability() {
            return draftProbabilities.get(0)[drafts[0]] * draftProbabilities.get(1)[drafts[1]];
        }

        /** The probability that the i-th draft is kept. */
        private double acceptance(int i) {
            double targetProbability = targetProbabilities.get(i)[drafts[i]];
            return Math.min(1, targetProbability / draftProbabilities.get(i)[drafts[i]]);
        }

        /** What happens before the second draft is looked at is asked for only if {@code firstIsNew}. */
        void enumerate(double[][] output, boolean firstIsNew) {
            TokenSequence tokens = drafted();
            double reached = probability();
            for (int accepted = 0; accepted <= DRAFTED; accepted++) {
                boolean rejects = accepted < DRAFTED;
                double weight = reached * (rejects ? 1 - acceptance(accepted) : 1);
                if (weight > RARE && (accepted > 0 || firstIsNew)) {
                    double[] uniforms = uniforms(accepted);
                    double[] next = rejects ? residual(accepted) : targetProbabilities.get(accepted);
                    // What float32 loses in the difference of two distributions grows as they come near each other.
                    double margin = MARGIN / (rejects ? distance(accepted) : 1);
                    assertDraws(tokens, uniforms, accepted, next, margin);
                }
                add(output, accepted, weight);
                reached *= rejects ? acceptance(accepted) : 0;
            }
        }

        /** Accepts just so many: below the boundary for those, above it for the next. */
        private double[] uniforms(int accepted) {
            double[] uniforms = new double[DRAFTED];
            for (int i = 0; i < accepted; i++) {
                uniforms[i] = Math.max(0, acceptance(i) - MARGIN);
            }
            if (accepted < DRAFTED) {
                uniforms[accepted] = Math.min(Math.nextDown(1.0), acceptance(accepted) + MARGIN);
            }
            return uniforms;
        }

        /** Drafts on the device with uniforms in the middle of the tokens' intervals. */
        private TokenSequence drafted() {
            TokenSequence tokens = new TokenSequence(PROMPT);
            for (int i = 0; i < DRAFTED; i++) {
                double[] probabilities = draftProbabilities.get(i);
                double below = 0;
                for (int token = 0; token < drafts[i]; token++) {
                    below += probabilities[token];
                }
                double middle = below + probabilities[drafts[i]] / 2;
                DraftToken token = decoder.draft(cache, tokens, PROFILE, draft, middle);
                assertThat(token.token()).as("draft %s", i).isEqualTo(drafts[i]);
                if (!draft.isGreedy()) {
                    assertThat((double) token.probability())
                            .as("probability of draft %s", i)
                            .isCloseTo(probabilities[drafts[i]], within(1e-5));
                }
                tokens.add(token.token());
            }
            return tokens;
        }

        private double[] residual(int i) {
            return SamplingOracle.residual(targetProbabilities.get(i), draftProbabilities.get(i));
        }

        /** The probability that the i-th draft is rejected, over all its tokens. */
        private double distance(int i) {
            double sum = 0;
            for (int token = 0; token < VOCAB; token++) {
                sum += Math.max(
                        0,
                        targetProbabilities.get(i)[token] - draftProbabilities.get(i)[token]);
            }
            return sum;
        }

        /** The token after the accepted ones must follow {@code next}: asked at both ends of every token's interval. */
        private void assertDraws(TokenSequence tokens, double[] uniforms, int accepted, double[] next, double margin) {
            double below = 0;
            for (int token = 0; token < VOCAB; token++) {
                double above = below + next[token];
                if (next[token] > 2 * margin) {
                    for (double uniform : List.of(below + margin, above - margin)) {
                        assertThat(decoder.verify(cache, tokens, DRAFTED, target, uniforms, uniform))
                                .as("drafts %s, uniforms %s and %s", drafts, uniforms, uniform)
                                .isEqualTo(new Verdict(accepted, token));
                    }
                }
                below = above;
            }
        }

        /** Adds what this outcome writes; the tokens behind it are the full model's by the next rounds. */
        private void add(double[][] output, int accepted, double weight) {
            if (accepted == DRAFTED) {
                output[drafts[0]][drafts[1]] += weight;
            } else if (weight > 0) {
                double[] residual = residual(accepted);
                for (int next = 0; next < VOCAB; next++) {
                    if (accepted == 0) {
                        double[] second = distribution(target, SkipProfile.NONE, next);
                        for (int then = 0; then < VOCAB; then++) {
                            output[next][then] += weight * residual[next] * second[then];
                        }
                    } else {
                        output[drafts[0]][next] += weight * residual[next];
                    }
                }
            }
        }
    }
}
