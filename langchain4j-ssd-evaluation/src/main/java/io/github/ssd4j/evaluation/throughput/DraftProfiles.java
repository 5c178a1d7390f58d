package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.SkipProfile;
import java.util.List;
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
        return options.profiles.named(source.model(), config).orElseGet(() -> {
            SkipProfile fitting =
                    source.isRandom() ? SkipProfile.NONE : options.profiles.automatic(source.model(), config);
            return fitting.isEmpty() ? everySecondMiddleLayer(config.layers()) : fitting;
        });
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
