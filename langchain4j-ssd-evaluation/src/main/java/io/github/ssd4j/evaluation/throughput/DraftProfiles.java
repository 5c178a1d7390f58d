package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.SkipProfiles;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.throughput.ThroughputOptions.Lists;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Which sub-layers the measured draft step skips. */
final class DraftProfiles {

    private DraftProfiles() {}

    /**
     * What the user named; without that, for a real model the profile that was found for it, and for random weights,
     * or where there is none, {@link #everySecondMiddleLayer}.
     *
     * @throws IllegalArgumentException when there is no such profile, or it does not fit the model
     */
    static SkipProfile choose(ThroughputOptions options, Source source) {
        ModelConfig config = source.checkpoint().config();
        if (options.drafts == null) {
            SkipProfile fitting = source.isRandom()
                    ? SkipProfile.NONE
                    : profiles(options).choose(SkipProfiles.AUTO, source.model(), config);
            return fitting.isEmpty() ? everySecondMiddleLayer(config.layers()) : fitting;
        }
        if (options.drafts.profile != null) {
            return profiles(options).choose(options.drafts.profile, source.model(), config);
        }
        Lists lists = Objects.requireNonNull(options.drafts.lists);
        SkipProfile profile = SkipProfile.of("of the command line", lists.attention, lists.mlp);
        profile.requireFits(config);
        return profile;
    }

    private static SkipProfiles profiles(ThroughputOptions options) {
        SkipProfiles builtIn = SkipProfiles.builtIn();
        return options.profilesFile == null
                ? builtIn
                : SkipProfiles.load(options.profilesFile).orElse(builtIn);
    }

    /**
     * Skips attention and MLP of the layers 1, 3, 5, ... but never of the last: near half of the work. No model was
     * looked at for it, so it tells what a draft of that size costs, not how good it is.
     */
    static SkipProfile everySecondMiddleLayer(int layers) {
        List<Integer> skipped = IntStream.range(1, layers - 1)
                .filter(layer -> layer % 2 == 1)
                .boxed()
                .toList();
        return new SkipProfile(
                "every-second-layer",
                null,
                layers,
                0,
                skipped,
                skipped,
                "a default that fits any model, for its cost only");
    }
}
