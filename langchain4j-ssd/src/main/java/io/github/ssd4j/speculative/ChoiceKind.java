package io.github.ssd4j.speculative;

/** How the full model chooses: drafts of the same confidence are accepted more or less often. */
enum ChoiceKind {
    GREEDY,
    SAMPLED,
    CONSTRAINED;

    static ChoiceKind of(GenerationOptions options) {
        if (options.constraint() != null) {
            return CONSTRAINED;
        }
        return options.sampling().isGreedy() ? GREEDY : SAMPLED;
    }
}
