package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TokenSequence;
import io.github.ssd4j.evaluation.stream.DeviceBarrier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Runs passes on a decoder, greedy, over random token ids: which tokens they are changes no cost. Each context has a
 * cache of its own, and each pass leaves it as it found it. Use it from one thread.
 */
final class DecoderPasses implements PassTimer, AutoCloseable {

    /** Greedy passes ignore it, but the decoder wants one. */
    private static final long SEED = 1;

    private final Decoder decoder;
    private final SkipProfile profile;
    private final int longestVerify;
    private final int[] ids;
    private final DeviceBarrier barrier;
    private final Map<Integer, KvCache> caches = new HashMap<>();

    DecoderPasses(Decoder decoder, ThroughputPlan plan) {
        this.decoder = decoder;
        this.profile = plan.profile();
        this.longestVerify = plan.longestVerify();
        this.ids = new SplittableRandom(plan.seed())
                .ints(plan.positions(), 0, decoder.config().vocabSize())
                .toArray();
        this.barrier = new DeviceBarrier(decoder.device());
    }

    @Override
    public double run(Pass pass) {
        int context = pass.context();
        KvCache cache = caches.computeIfAbsent(context, length -> decoder.newCache(length + longestVerify));
        int end = pass.kind() == Pass.Kind.PREFILL ? context : context + pass.tokens();
        TokenSequence tokens = new TokenSequence(Arrays.copyOf(ids, end));
        if (pass.kind() == Pass.Kind.PREFILL) {
            cache.rollback(0);
        }
        barrier.await();
        long start = System.nanoTime();
        switch (pass.kind()) {
            case PREFILL -> decoder.prefill(cache, tokens, end);
            case DRAFT -> decoder.draft(cache, tokens, profile, SamplingOptions.GREEDY, SEED);
            case VERIFY -> decoder.verify(cache, tokens, pass.tokens() - 1, SamplingOptions.GREEDY, SEED);
        }
        barrier.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        cache.rollback(context);
        return seconds;
    }

    /** Closes the caches, not the decoder. */
    @Override
    public void close() {
        caches.values().forEach(KvCache::close);
        caches.clear();
        barrier.close();
    }
}
