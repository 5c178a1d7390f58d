package io.github.ssd4j.decoder;

import java.util.Arrays;
import java.util.List;

/**
 * What {@code decoder.py} does on the device, in plain Java and double precision: the chain from logits to a
 * distribution, the accept rule and the choice of a token. Written for reading, as the tests' reference.
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

    /** The accept rule: with probability min(1, target / draft). */
    public static boolean accepts(double targetProbability, double draftProbability, double uniform) {
        return uniform * draftProbability < targetProbability;
    }

    /** What is drawn from after a rejection: (target - draft)+, normalised. */
    public static double[] residual(double[] target, double[] draft) {
        double[] rest = new double[target.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = Math.max(0, target[i] - draft[i]);
        }
        normalise(rest);
        return rest;
    }

    /** The first token with more than {@code uniform} of all probability at or before it. */
    public static int inverseCdf(double[] probabilities, double uniform) {
        double aim = uniform * Arrays.stream(probabilities).sum();
        double sum = 0;
        int last = 0;
        for (int i = 0; i < probabilities.length; i++) {
            sum += probabilities[i];
            last = probabilities[i] > 0 ? i : last;
            if (sum > aim) {
                return i;
            }
        }
        return last;
    }

    /**
     * One verification.
     *
     * @param targets the full model's distributions, one for each draft and one for the token after them
     * @param drafts what each draft was drawn from; one-hot for a greedy draft
     * @param acceptUniforms one for each draft
     */
    public static Verdict verify(
            List<double[]> targets,
            List<double[]> drafts,
            int[] draftTokens,
            double[] acceptUniforms,
            double sampleUniform) {
        for (int i = 0; i < draftTokens.length; i++) {
            double[] target = targets.get(i);
            double[] draft = drafts.get(i);
            if (!accepts(target[draftTokens[i]], draft[draftTokens[i]], acceptUniforms[i])) {
                return new Verdict(i, inverseCdf(residual(target, draft), sampleUniform));
            }
        }
        return new Verdict(draftTokens.length, inverseCdf(targets.get(draftTokens.length), sampleUniform));
    }
}
