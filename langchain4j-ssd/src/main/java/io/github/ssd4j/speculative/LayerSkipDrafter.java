package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DraftToken;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TokenSequence;

/** Drafts with the model itself, sub-layers skipped, on top of the full model's KV cache. */
record LayerSkipDrafter(Decoder decoder, KvCache cache, SkipProfile profile, SamplingOptions sampling)
        implements Drafter {

    @Override
    public DraftToken draft(TokenSequence tokens, double uniform) {
        return decoder.draft(cache, tokens, profile, sampling, uniform);
    }
}
