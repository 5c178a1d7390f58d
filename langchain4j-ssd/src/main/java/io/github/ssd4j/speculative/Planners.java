package io.github.ssd4j.speculative;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TokenSequence;

/** Makes the planner of a generation with the drafters that take part. */
record Planners(ModelConfig config, DraftMemory memory) {

    DraftPlanner planner(GenerationOptions options, TokenSequence tokens) {
        Drafter grammar = options.draftsWith(DrafterKind.GRAMMAR) ? new GrammarDrafter() : null;
        Drafter lookUp = options.draftsWith(DrafterKind.LOOK_UP) ? new LookUpDrafter(new LookUpIndex(tokens)) : null;
        ModelDrafter skip = options.draftsWith(DrafterKind.SKIP)
                ? new ModelDrafter(options.profile(), usualCost(options.profile(), config))
                : null;
        if (options.draftPolicy() instanceof DraftPolicy.CostOptimal cost) {
            if (grammar == null && lookUp == null && skip == null) {
                return DraftPlanner.PLAIN;
            }
            return new CostPlanner(cost.maxDraftTokens(), memory, ChoiceKind.of(options), grammar, lookUp, skip);
        }
        if (skip != null) {
            return ThresholdPlanner.of(options.draftPolicy(), skip);
        }
        return lookUp == null ? DraftPlanner.PLAIN : ThresholdPlanner.of(options.draftPolicy(), lookUp);
    }

    /** The time of a draft in plain steps, if time goes with the weights that are read. */
    static double usualCost(SkipProfile profile, ModelConfig config) {
        double hidden = config.hiddenSize();
        double attention = hidden * config.headDim() * (2.0 * config.attentionHeads() + 2.0 * config.keyValueHeads());
        double mlp = 3 * hidden * config.intermediateSize();
        double all = config.layers() * (attention + mlp) + hidden * config.vocabSize();
        double skipped = profile.attention().size() * attention + profile.mlp().size() * mlp;
        return 1 - skipped / all;
    }
}
