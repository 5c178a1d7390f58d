package io.github.ssd4j.search.scoring;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.Recording.Stretch;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.TokenSequence;
import io.github.ssd4j.decoder.Verdict;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A prompt with the answer that the full model wrote, all of it read into a KV cache. Drafts are scored on the model's own
 * text because that is what they will see: on foreign text the scores say little about speed.
 *
 * @param cache holds prompt and answer; belongs to the continuation
 * @param tokens prompt and answer, without the end token
 * @param ended true if the model ended the answer, false if it was cut at its longest
 */
public record Continuation(KvCache cache, TokenSequence tokens, boolean ended) implements AutoCloseable {

    /**
     * Lets the model answer.
     *
     * @param maxTokens longest answer, at least 1; prompt and answer must fit into the decoder's context
     * @return empty if the model says nothing
     */
    public static Optional<Continuation> write(
            Decoder decoder, int[] prompt, int maxTokens, SamplingOptions sampling, SplittableRandom random) {
        Set<Integer> endTokens = Set.copyOf(decoder.config().eosTokenIds());
        TokenSequence tokens = new TokenSequence(prompt);
        KvCache cache = decoder.newCache(prompt.length + maxTokens);
        long seed = random.nextLong();
        boolean ended = false;
        while (!ended && tokens.length() < prompt.length + maxTokens) {
            Verdict verdict = decoder.verify(cache, tokens, 0, sampling, seed);
            cache.rollback(tokens.length());
            ended = endTokens.contains(verdict.next());
            if (!ended) {
                tokens.add(verdict.next());
            }
        }
        decoder.prefill(cache, tokens, tokens.length());
        if (tokens.length() == prompt.length) {
            cache.close();
            return Optional.empty();
        }
        return Optional.of(new Continuation(cache, tokens, ended));
    }

    /** Tokens of the answer. */
    public int length() {
        return tokens.length() - tokens.promptLength();
    }

    /** The positions of the answer: what is drafted from. */
    Stretch stretch() {
        return new Stretch(cache, tokens, tokens.promptLength(), length());
    }

    @Override
    public void close() {
        cache.close();
    }
}
