package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DraftToken;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TokenMask;
import io.github.ssd4j.decoder.TokenSequence;
import org.jspecify.annotations.Nullable;

/** Drafts with the model itself, sub-layers skipped, on top of the full model's KV cache. */
record LayerSkipDrafter(Decoder decoder, KvCache cache, SkipProfile profile, SamplingOptions sampling, long seed)
        implements Drafter {

    @Override
    public DraftToken draft(TokenSequence tokens, @Nullable TokenMask allowed) {
        return decoder.draft(cache, tokens, 1, profile, sampling, seed, allowed);
    }
}
