package io.github.ssd4j.decoder;

import io.github.ssd4j.internal.Ensure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one conversation has a pass do: which of its tokens are fed, and for how many of the last of them the next token is chosen.
 *
 * @param cache is written at the positions of the tokens
 * @param from the first token that is fed
 * @param to behind the last token that is fed
 * @param rows for how many of the last tokens the next one is chosen; 0: they are read, nothing else
 * @param sampling how a token is chosen
 * @param seed of the noise; unused if greedy
 * @param masks the tokens to choose from in each row; empty: all
 */
public record PassPart(
        KvCache cache,
        TokenSequence tokens,
        int from,
        int to,
        int rows,
        SamplingOptions sampling,
        long seed,
        List<TokenMask> masks) {

    public PassPart {
        Ensure.notNull(sampling, "sampling");
        masks = List.copyOf(masks);
        Ensure.that(
                from >= cache.length() && from < to && to <= tokens.length(),
                "tokens %s to %s cannot be fed: there are %s, and %s are in the cache",
                from,
                to - 1,
                tokens.length(),
                cache.length());
        Ensure.that(to <= cache.capacity(), "%s tokens do not fit into a cache of %s positions", to, cache.capacity());
        Ensure.between(rows, 0, to - from, "rows");
        Ensure.that(
                masks.isEmpty() || masks.size() == rows,
                "there must be no mask or one for each of %s rows, but there are: %s",
                rows,
                masks.size());
    }

    /** Reads tokens of a prompt, from what the cache holds up to {@code end}, which is not read. */
    public static PassPart reading(KvCache cache, TokenSequence tokens, int end) {
        return new PassPart(cache, tokens, cache.length(), end, 0, SamplingOptions.GREEDY, 0, List.of());
    }

    /** Reads all that the cache lacks; the last {@code drafted} tokens are drafts. See {@link Decoder#run}. */
    public static PassPart verification(
            KvCache cache,
            TokenSequence tokens,
            int drafted,
            SamplingOptions sampling,
            long seed,
            List<TokenMask> allowed) {
        int pending = tokens.length() - cache.length();
        Ensure.that(
                drafted >= 0 && drafted < pending,
                "drafted must be between 0 and the pending tokens - 1 = %s, but is: %s",
                pending - 1,
                drafted);
        return new PassPart(cache, tokens, cache.length(), tokens.length(), drafted + 1, sampling, seed, allowed);
    }

    /** Feeds the last {@code unread} tokens, to draft the next. See {@link Decoder#draft(SkipProfile, List)}. */
    public static PassPart drafting(
            KvCache cache,
            TokenSequence tokens,
            int unread,
            SamplingOptions sampling,
            long seed,
            @Nullable TokenMask mask) {
        Ensure.positive(unread, "unread");
        int from = tokens.length() - unread;
        return new PassPart(
                cache, tokens, from, tokens.length(), 1, sampling, seed, mask == null ? List.of() : List.of(mask));
    }

    /** How many tokens are fed. */
    public int count() {
        return to - from;
    }
}
