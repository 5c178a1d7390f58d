package io.github.ssd4j.search;

import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import io.github.ssd4j.speculative.DrafterKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a search found.
 *
 * @param subject what was searched for, and how
 * @param costs of drafting here
 * @param scores of all distinct sets, in the order in which they were asked for
 * @param validations of the best sets, the one with the highest measured speed first (of those within 2 % of it, the one
 *     with the highest predicted speed on the held-out prompts); empty if the search was stopped
 *     before it had a score
 * @param stopped true if the budget or the user ended the search, false if the strategy found no better set any more
 * @param minSpeedUp what a set must be measured at to be worth saving
 */
public record SearchReport(
        Subject subject,
        DraftCosts costs,
        List<Score> scores,
        List<Validation> validations,
        boolean stopped,
        double minSpeedUp) {

    public SearchReport {
        Ensure.notNull(subject, "subject");
        Ensure.notNull(costs, "costs");
        scores = List.copyOf(scores);
        validations = List.copyOf(validations);
    }

    /**
     * Everything that a result depends on, besides chance.
     *
     * @param model its name
     * @param layers of the model
     * @param hiddenSize width of its hidden state
     * @param device {@code cpu} or {@code cuda:N}
     * @param dtype of the weights
     * @param linearKernel what multiplies by them
     * @param threads of the CPU kernels; 0: as many as cores
     * @param engineVersion of langchain4j-ssd
     * @param strategy its name
     * @param seed of all that is left to chance
     * @param temperature 0 for greedy answers
     * @param prompts how many the search used; as many again were held out at most
     * @param promptsSha256 of their texts
     * @param continuationTokens the longest answer
     * @param drafters who drafts when the profile is used, as in options: {@code look-up,skip,grammar}
     * @param date when it began
     */
    public record Subject(
            String model,
            int layers,
            int hiddenSize,
            String device,
            String dtype,
            String linearKernel,
            int threads,
            String engineVersion,
            String strategy,
            long seed,
            double temperature,
            int prompts,
            String promptsSha256,
            int continuationTokens,
            String drafters,
            Instant date) {

        /** What speeds are compared with: look-up alone where it drafts too, else plain decoding. */
        public String baseline() {
            return DrafterKind.parse(drafters).contains(DrafterKind.LOOK_UP) ? "look-up alone" : "plain decoding";
        }
    }

    /** The first of the validated sets, whether it pays or not. */
    public Optional<Validation> best() {
        return validations.stream().findFirst();
    }

    /** The best set, if drafting with it is worth it: a profile for this model, to save or to use at once. */
    public Optional<SkipProfile> profile(String name) {
        return best().filter(validation -> validation.measuredSpeedUp() > minSpeedUp)
                .map(validation -> toProfile(name, validation));
    }

    /** The set of a validation as a profile of the model that was searched for. */
    public SkipProfile toProfile(String name, Validation validation) {
        SkipSet set = validation.score().set();
        return new SkipProfile(
                name, subject.model(), subject.layers(), subject.hiddenSize(), set.attention(), set.mlp(), "search");
    }
}
