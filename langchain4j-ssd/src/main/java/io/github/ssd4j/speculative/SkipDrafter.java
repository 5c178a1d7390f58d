package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DraftToken;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;

/**
 * Drafts with the model itself, sub-layers skipped, on top of the full model's KV cache (Zhang et al., ACL 2024, arXiv
 * 2309.08168). Where it samples, it does so with the noise of the position, so it agrees with the full model wherever the two
 * distributions are alike.
 */
record SkipDrafter(Decoder decoder, KvCache cache, SkipProfile profile, SamplingOptions sampling, long seed)
        implements Drafter {

    @Override
    public String name() {
        return DrafterKind.SKIP.label() + ":" + profile.name();
    }

    @Override
    public void draft(DraftRun run) {
        boolean more = true;
        while (more) {
            DraftToken draft = decoder.draft(cache, run.tokens(), run.unread(), profile, sampling, seed, run.allowed());
            run.markRead();
            more = run.add(draft.token(), draft.probability());
        }
    }
}
