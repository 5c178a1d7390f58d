package io.github.ssd4j.measurement.speed;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TokenSequence;
import io.github.ssd4j.measurement.report.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Times the passes of a decoder at one context length. Each round runs every pass once and its times are compared with the
 * plain step of the same round, so that a slow second of the machine falls on all alike; the costs are medians over rounds.
 *
 * <p>The caller must be the only user of the decoder.
 */
public final class CostMeter implements AutoCloseable {

    private static final int WARM_UP_ROUNDS = 3;
    private static final int MIN_ROUNDS = 9;
    private static final int MAX_ROUNDS = 40;

    /** Any would do: which tokens are chosen changes no cost. */
    private static final long SEED = 1;

    private final Decoder decoder;
    private final SamplingOptions sampling;
    private final int context;
    private final KvCache cache;
    private final TokenSequence tokens;
    private final int longestRound;

    /**
     * Fills a cache with {@code context} positions of random tokens: which ones they are changes no cost.
     *
     * @param longestRound most drafts to verify, at least 1
     */
    public CostMeter(Decoder decoder, SamplingOptions sampling, int context, int longestRound) {
        this.decoder = decoder;
        this.sampling = sampling;
        this.context = context;
        cache = decoder.newCache(context + longestRound + 1);
        int[] ids = new SplittableRandom(1)
                .ints(context + longestRound + 1L, 0, decoder.config().vocabSize())
                .toArray();
        tokens = new TokenSequence(ids);
        decoder.prefill(cache, tokens, context);
        this.longestRound = longestRound;
    }

    /**
     * The medians of draft steps with these profiles and of verifications of 1, 2, ... drafts, each over the plain step of its
     * round of passes. Takes at least as long as {@value #MIN_ROUNDS} rounds; ends early, with what it has, when told to.
     */
    public PassCosts measure(List<SkipProfile> drafts, double seconds, BooleanSupplier stop) {
        double[] ratios = ratios(drafts, seconds, stop);
        return new PassCosts(
                context,
                Arrays.stream(ratios, 0, drafts.size()).boxed().toList(),
                DoubleStream.concat(DoubleStream.of(1), Arrays.stream(ratios, drafts.size(), ratios.length))
                        .boxed()
                        .toList());
    }

    private double[] ratios(List<SkipProfile> drafts, double seconds, BooleanSupplier stop) {
        List<Runnable> passes = new ArrayList<>();
        drafts.forEach(profile -> passes.add(() -> draft(profile)));
        IntStream.rangeClosed(1, longestRound).forEach(drafted -> passes.add(() -> verify(drafted)));
        List<double[]> rounds = new ArrayList<>();
        IntStream.range(0, WARM_UP_ROUNDS).forEach(round -> round(passes));
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (rounds.size() < MIN_ROUNDS
                || (rounds.size() < MAX_ROUNDS && System.nanoTime() < end && !stop.getAsBoolean())) {
            rounds.add(round(passes));
        }
        return IntStream.range(0, passes.size())
                .mapToDouble(pass -> Summary.of(rounds.stream()
                                .mapToDouble(round -> round[pass])
                                .toArray())
                        .median())
                .toArray();
    }

    private double[] round(List<Runnable> passes) {
        // A plain step at both ends: what drifts within the round falls out.
        double before = nanos(() -> verify(0));
        double[] times = passes.stream().mapToDouble(CostMeter::nanos).toArray();
        double plain = (before + nanos(() -> verify(0))) / 2;
        return Arrays.stream(times).map(time -> time / plain).toArray();
    }

    private static double nanos(Runnable pass) {
        long start = System.nanoTime();
        pass.run();
        return System.nanoTime() - start;
    }

    private void draft(SkipProfile profile) {
        decoder.draft(cache, upTo(1), profile, sampling, SEED);
        cache.rollback(context);
    }

    private void verify(int drafted) {
        decoder.verify(cache, upTo(drafted + 1), drafted, sampling, SEED);
        cache.rollback(context);
    }

    private TokenSequence upTo(int behindContext) {
        return new TokenSequence(tokens.subArray(0, context + behindContext));
    }

    @Override
    public void close() {
        cache.close();
    }
}
