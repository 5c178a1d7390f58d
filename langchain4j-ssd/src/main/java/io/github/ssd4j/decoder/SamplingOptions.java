package io.github.ssd4j.decoder;

import io.github.ssd4j.internal.Ensure;

/**
 * How the next token is chosen from a row of logits, for the full model and the draft alike.
 *
 * <p>The steps, in this order; each one that is off changes nothing:
 *
 * <ol>
 *   <li>Penalties on the logits. Repetition (the rule of Hugging Face): the logit of every token that occurs in the
 *       prompt or the answer is divided by the penalty if positive, else multiplied by it. Then frequency and presence
 *       (the rule of OpenAI): {@code frequencyPenalty * n + presencePenalty} is subtracted from the logit of every
 *       token that occurs {@code n >= 1} times in the answer. "The answer" includes the drafts before the token in
 *       question.
 *   <li>Temperature 0: the token with the largest logit is taken, the smallest id among equals. Nothing below applies.
 *   <li>Temperature: logits are divided by it; softmax.
 *   <li>Top-k: tokens below the k-th largest probability are removed. Tokens equal to it all stay.
 *   <li>Top-p: what is left is renormalised; a token stays if the tokens more probable than it sum to less than
 *       {@code topP}. So the most probable one always stays, and equally probable tokens share their fate.
 *   <li>Min-p: tokens less probable than {@code minP} times the most probable one are removed. Renormalised again.
 * </ol>
 *
 * @param temperature 0 (greedy) or at least 0.0001; 1 leaves the model's distribution as it is
 * @param topK number of most probable tokens to choose from; 0 is off
 * @param topP in (0, 1]; 1 is off
 * @param minP in [0, 1]; 0 is off
 * @param repetitionPenalty more than 0; 1 is off
 * @param frequencyPenalty in [-2, 2]; 0 is off
 * @param presencePenalty in [-2, 2]; 0 is off
 */
public record SamplingOptions(
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        double frequencyPenalty,
        double presencePenalty) {

    /** The most probable token each time, without penalties. */
    public static final SamplingOptions GREEDY = new SamplingOptions(0, 0, 1, 0, 1, 0, 0);

    // Logits divided by less would leave the range of float32.
    private static final double LEAST_TEMPERATURE = 0.0001;

    public SamplingOptions {
        Ensure.that(
                temperature == 0 || (temperature >= LEAST_TEMPERATURE && Double.isFinite(temperature)),
                "temperature must be 0 (greedy) or a finite number of at least %s, but is: %s",
                LEAST_TEMPERATURE,
                temperature);
        Ensure.notNegative(topK, "topK");
        Ensure.that(topP > 0 && topP <= 1, "topP must be more than 0 and at most 1 (off), but is: %s", topP);
        Ensure.between(minP, 0, 1, "minP");
        Ensure.that(
                repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
                "repetitionPenalty must be a finite positive number (1 is off), but is: %s",
                repetitionPenalty);
        Ensure.between(frequencyPenalty, -2, 2, "frequencyPenalty");
        Ensure.between(presencePenalty, -2, 2, "presencePenalty");
    }

    /** True if the most probable token is taken, so that nothing is left to chance. */
    public boolean isGreedy() {
        return temperature == 0;
    }

    /** True if a choice depends on the tokens before it, beyond what the model makes of them. */
    public boolean hasPenalties() {
        return repetitionPenalty != 1 || frequencyPenalty != 0 || presencePenalty != 0;
    }

    /** Starts from {@link #GREEDY}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds {@link SamplingOptions}; what is not set stays off, and the temperature 0. */
    public static final class Builder {

        private double temperature = GREEDY.temperature;
        private int topK = GREEDY.topK;
        private double topP = GREEDY.topP;
        private double minP = GREEDY.minP;
        private double repetitionPenalty = GREEDY.repetitionPenalty;
        private double frequencyPenalty = GREEDY.frequencyPenalty;
        private double presencePenalty = GREEDY.presencePenalty;

        private Builder() {}

        public Builder temperature(double temperature) {
            this.temperature = temperature;
            return this;
        }

        public Builder topK(int topK) {
            this.topK = topK;
            return this;
        }

        public Builder topP(double topP) {
            this.topP = topP;
            return this;
        }

        public Builder minP(double minP) {
            this.minP = minP;
            return this;
        }

        public Builder repetitionPenalty(double repetitionPenalty) {
            this.repetitionPenalty = repetitionPenalty;
            return this;
        }

        public Builder frequencyPenalty(double frequencyPenalty) {
            this.frequencyPenalty = frequencyPenalty;
            return this;
        }

        public Builder presencePenalty(double presencePenalty) {
            this.presencePenalty = presencePenalty;
            return this;
        }

        public SamplingOptions build() {
            return new SamplingOptions(
                    temperature, topK, topP, minP, repetitionPenalty, frequencyPenalty, presencePenalty);
        }
    }
}
