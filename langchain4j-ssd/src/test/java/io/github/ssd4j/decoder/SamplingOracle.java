package io.github.ssd4j.decoder;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What {@code decoder.py} does on the device, in plain Java and double precision: the chain from logits to a
 * distribution and the choice of a token. Written for reading, as the tests' reference.
 */
public final class SamplingOracle {

    private SamplingOracle() {}

    /**
     * The distribution of the next token: penalties, temperature, top-k, top-p, min-p. Greedy: all on one token.
     *
     * @param logits [vocab]
     * @param answer the tokens after the prompt, drafts of this round included
     */
    public static double[] distribution(float[] logits, SamplingOptions options, int[] prompt, int[] answer) {
        double[] penalised = penalise(logits, options, prompt, answer);
        if (options.isGreedy()) {
            double[] probabilities = new double[logits.length];
            probabilities[argmax(penalised)] = 1;
            return probabilities;
        }
        double[] probabilities = softmax(penalised, options.temperature());
        if (options.topK() > 0 && options.topK() < probabilities.length) {
            double[] descending = descending(probabilities);
            keepAtLeast(probabilities, descending[options.topK() - 1]);
        }
        if (options.topP() < 1) {
            keepTopP(probabilities, options.topP());
        }
        if (options.minP() > 0) {
            keepAtLeast(probabilities, options.minP() * descending(probabilities)[0]);
        }
        return probabilities;
    }

    /** The logits after the penalties. */
    public static double[] penalise(float[] logits, SamplingOptions options, int[] prompt, int[] answer) {
        double[] penalised = new double[logits.length];
        for (int token = 0; token < logits.length; token++) {
            int inAnswer = count(answer, token);
            double logit = logits[token];
            if (inAnswer > 0 || count(prompt, token) > 0) {
                logit = logit > 0 ? logit / options.repetitionPenalty() : logit * options.repetitionPenalty();
            }
            logit -= options.frequencyPenalty() * inAnswer;
            logit -= inAnswer > 0 ? options.presencePenalty() : 0;
            penalised[token] = logit;
        }
        return penalised;
    }

    private static int count(int[] tokens, int token) {
        return (int) Arrays.stream(tokens).filter(other -> other == token).count();
    }

    /** The index of the largest value, the first of equals. */
    public static int argmax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    public static double[] softmax(double[] logits, double temperature) {
        double max = Arrays.stream(logits).max().orElseThrow();
        double[] weights = Arrays.stream(logits)
                .map(logit -> Math.exp((logit - max) / temperature))
                .toArray();
        normalise(weights);
        return weights;
    }

    private static double[] descending(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length / 2; i++) {
            double low = sorted[i];
            sorted[i] = sorted[sorted.length - 1 - i];
            sorted[sorted.length - 1 - i] = low;
        }
        return sorted;
    }

    private static void keepAtLeast(double[] probabilities, double least) {
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = probabilities[i] >= least ? probabilities[i] : 0;
        }
        normalise(probabilities);
    }

    /** A token stays if the more probable ones sum to less than {@code topP}. */
    private static void keepTopP(double[] probabilities, double topP) {
        double sum = 0;
        for (double probability : descending(probabilities)) {
            sum += probability;
            if (sum >= topP) {
                keepAtLeast(probabilities, probability);
                return;
            }
        }
    }

    private static void normalise(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
    }

    /** Gumbel noise, in double precision from the bits that the device has. */
    public static double noise(long seed, int position, int token) {
        return -Math.log(-Math.log1p(-uniform(seed, position, token)));
    }

    /** What the noise is made of, in (0, 1). */
    static double uniform(long seed, int position, int token) {
        long z = token * 0x9E3779B97F4A7C15L + ChoiceKey.of(seed, position);
        // The device has no shift that fills with zeros.
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBL;
        return ((z & Long.MAX_VALUE) + 0.5) * 0x1p-63;
    }

    /** The token that is sampled at {@code position}: the largest log p + noise. Greedy distributions have one candidate. */
    public static int choice(double[] probabilities, long seed, int position) {
        return argmax(scores(probabilities, seed, position));
    }

    /** By how much the choice leads; where that is next to nothing, float32 may choose the other one. */
    static double lead(double[] probabilities, long seed, int position) {
        double[] descending = descending(scores(probabilities, seed, position));
        return descending[0] - descending[1];
    }

    private static double[] scores(double[] probabilities, long seed, int position) {
        return IntStream.range(0, probabilities.length)
                .mapToDouble(token -> Math.log(probabilities[token]) + noise(seed, position, token))
                .toArray();
    }
}
