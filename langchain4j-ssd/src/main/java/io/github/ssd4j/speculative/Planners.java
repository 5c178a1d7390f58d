package io.github.ssd4j.speculative;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TokenSequence;
import org.jspecify.annotations.Nullable;

/** Makes the planner of a generation with the drafters that take part. */
record Planners(Decoder decoder, DraftMemory memory) {

    /** @param options with a seed */
    DraftPlanner planner(GenerationOptions options, KvCache cache, TokenSequence tokens) {
        Drafter grammar = options.draftsWith(DrafterKind.GRAMMAR) ? new GrammarDrafter() : null;
        Drafter lookUp = options.draftsWith(DrafterKind.LOOK_UP) ? new LookUpDrafter(new LookUpIndex(tokens)) : null;
        SkipDrafter skip = options.draftsWith(DrafterKind.SKIP)
                ? new SkipDrafter(
                        decoder,
                        cache,
                        options.profile(),
                        options.sampling(),
                        options.seed().orElseThrow())
                : null;
        if (options.draftPolicy() instanceof DraftPolicy.CostOptimal cost) {
            if (grammar == null && lookUp == null && skip == null) {
                return DraftPlanner.PLAIN;
            }
            CostPlanner.ModelDrafter model = skip == null
                    ? null
                    : new CostPlanner.ModelDrafter(skip, usualCost(options.profile(), decoder.config()));
            return new CostPlanner(cost.maxDraftTokens(), memory, ChoiceKind.of(options), grammar, lookUp, model);
        }
        return threshold(options.draftPolicy(), skip == null ? lookUp : skip);
    }

    private static DraftPlanner threshold(DraftPolicy policy, @Nullable Drafter drafter) {
        if (drafter == null) {
            return DraftPlanner.PLAIN;
        }
        return policy instanceof DraftPolicy.Threshold threshold
                ? new ThresholdPlanner(threshold, drafter)
                : new ThresholdPlanner((AdaptiveThreshold) policy, drafter);
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
