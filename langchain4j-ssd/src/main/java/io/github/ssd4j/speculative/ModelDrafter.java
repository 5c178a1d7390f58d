package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.SkipProfile;

/**
 * Drafts with the model itself, sub-layers skipped, on top of the full model's KV cache (Zhang et al., ACL 2024, arXiv
 * 2309.08168). Where it samples, it does so with the noise of the position, so it agrees with the full model wherever the two
 * distributions are alike. Whoever runs the rounds does its passes: several conversations may share one.
 *
 * @param cost of a draft, in plain steps, before it was measured
 */
record ModelDrafter(SkipProfile profile, double cost) {

    String name() {
        return DrafterKind.SKIP.label() + ":" + profile.name();
    }
}
