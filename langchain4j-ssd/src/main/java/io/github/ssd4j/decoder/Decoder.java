package io.github.ssd4j.decoder;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.internal.Ensure;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Llama-family network with its weights on one device, and the choice of tokens that goes with it.
 *
 * <p>All tensor work is one TorchScript program, {@code decoder.py}, compiled by libtorch; only token ids and probabilities
 * cross. The weights are immutable; what changes lives in a {@link KvCache} and a {@link TokenSequence}, one of each per
 * conversation. The three steps of a round (Zhang et al., <i>Draft &amp; Verify</i>, ACL 2024) are {@link #draft}, {@link
 * #verify} and the caller's {@link KvCache#rollback}.
 *
 * <p>Not thread-safe: one thread at a time may use a decoder and its caches. Errors of the native side are {@link
 * DecoderException}s; use after {@link #close()} is an {@link IllegalStateException}.
 */
public final class Decoder implements AutoCloseable {

    private static final long[] NO_TOKENS = {};

    private final DecoderProgram program;
    private final MaskTable masks;
    private final ModelConfig config;
    private final String device;
    private final LinearKernel kernel;
    private final Exactness exactness;
    private final int contextTokens;
    private final long weightBytes;
    private int nextSlot;
    private int nextRecording;
    private int nextState;
    private int openCaches;

    Decoder(
            DecoderProgram program,
            ModelConfig config,
            String device,
            LinearKernel kernel,
            Exactness exactness,
            int contextTokens,
            long weightBytes) {
        this.program = program;
        this.masks = new MaskTable(program, config.vocabSize());
        this.config = config;
        this.device = device;
        this.kernel = kernel;
        this.exactness = exactness;
        this.contextTokens = contextTokens;
        this.weightBytes = weightBytes;
    }

    /**
     * Brings the weights of {@code checkpoint} to the device. The checkpoint is only read during the call, except for the
     * embedding rows, which are looked up in its file for as long as the decoder lives.
     *
     * @throws DecoderException if the native library, the device or the memory is not there
     */
    public static Decoder load(Checkpoint checkpoint, DecoderOptions options) {
        return new DecoderLoader(checkpoint, options, DecoderProgram::new).load();
    }

    public ModelConfig config() {
        return config;
    }

    /** {@code cpu} or {@code cuda:N}. */
    public String device() {
        return device;
    }

    /** {@code float32}, {@code bfloat16} or {@code float16}: what the weights were rounded to. */
    public String dtype() {
        return kernel.dtype();
    }

    /** Which matrix kernels compute the linear layers: {@code onednn}, {@code fbgemm} or {@code plain}. */
    public String linearKernel() {
        return kernel.name();
    }

    /** Found when the weights were loaded: rows were compared on this machine, with this number of threads. */
    public Exactness exactness() {
        return exactness;
    }

    /** Most positions a cache of this decoder can have. */
    public int contextTokens() {
        return contextTokens;
    }

    /** Bytes of weights that one pass of the full model reads, in the form they are held; embedding rows not counted. */
    public long weightBytes() {
        return weightBytes;
    }

    /** Caches that were made and not yet closed. */
    public int openCaches() {
        return openCaches;
    }

    /** A cache for a conversation of up to {@link #contextTokens()}. */
    public KvCache newCache() {
        return newCache(contextTokens);
    }

    /** A cache for a conversation of up to {@code capacity} tokens. Its memory becomes resident as it is filled. */
    public KvCache newCache(int capacity) {
        Ensure.between(capacity, 1, contextTokens, "capacity");
        int slot = nextSlot++;
        program.call("new_slot", slot, capacity);
        openCaches++;
        return new KvCache(this, slot, capacity);
    }

    /**
     * Makes {@code target} hold the first {@code length} positions of {@code source}: far cheaper than reading these tokens
     * again. If it fails, {@code target} holds nothing.
     */
    public void copy(KvCache source, KvCache target, int length) {
        int from = source.slot(this);
        int to = target.slot(this);
        Ensure.between(length, 0, Math.min(source.length(), target.capacity()), "length");
        Ensure.that(from != to, "a KV cache cannot be copied to itself");
        target.rollback(0);
        program.call("copy_slot", from, to, length);
        target.advance(length);
    }

    void free(int slot) {
        openCaches--;
        if (!program.isClosed()) {
            program.call("free_slot", slot);
        }
    }

    /**
     * How many tokens of a long prompt {@link #prefill} should be given at a time. That bounds memory and how long a cancellation
     * has to wait. A GPU needs more rows than a CPU to be busy.
     */
    public int prefillChunk() {
        return device.equals("cpu") ? 512 : 1024;
    }

    /**
     * Feeds the tokens at positions {@code cache.length()} to {@code end - 1} to the full model and moves the cache's length
     * to {@code end}. Computes no logits. Does nothing if the cache is that long already.
     */
    public void prefill(KvCache cache, TokenSequence tokens, int end) {
        int slot = cache.slotToWrite(this);
        Ensure.between(end, 0, Math.min(cache.capacity(), tokens.length()), "end");
        if (end > cache.length()) {
            program.call("prefill", slot, longs(tokens, cache.length(), end), cache.length());
            cache.advance(end);
        }
    }

    /**
     * Feeds the last {@code unread} tokens of {@code tokens} to the model without the profile's sub-layers and chooses the token
     * that may follow, with the noise of that position if it samples. The tokens from {@code cache.length()} on that are read
     * already must have been fed by this method in this round. The cache's length stays, so {@link #verify} overwrites what is
     * written here. The caller appends the token if it keeps it.
     *
     * @param unread at least 1
     * @param sampling how the token is chosen
     * @param seed of the noise; unused if greedy
     * @param mask the tokens to choose from; null: all
     */
    public DraftToken draft(
            KvCache cache,
            TokenSequence tokens,
            int unread,
            SkipProfile profile,
            SamplingOptions sampling,
            long seed,
            @Nullable TokenMask mask) {
        int slot = cache.slotToWrite(this);
        int from = tokens.length() - unread;
        Ensure.that(
                unread > 0 && from >= cache.length() && tokens.length() <= cache.capacity(),
                "a draft needs room: the cache holds %s of %s positions, the tokens are at positions %s to %s",
                cache.length(),
                cache.capacity(),
                from,
                tokens.length() - 1);
        double[] chosen = program.callForDoubles(
                "draft",
                slot,
                longs(tokens, from, tokens.length()),
                from,
                flags(profile.attention()),
                flags(profile.mlp()),
                sampling(sampling),
                history(tokens, sampling),
                tokens.promptLength(),
                ChoiceKey.of(seed, tokens.length()),
                masks.numbers(mask == null ? List.of() : List.of(mask)));
        // Rounding of a softmax may exceed 1 by an ulp.
        return new DraftToken((int) chosen[0], (float) Math.min(1, chosen[1]));
    }

    /** Feeds the last token and chooses from all tokens. */
    public DraftToken draft(
            KvCache cache, TokenSequence tokens, SkipProfile profile, SamplingOptions sampling, long seed) {
        return draft(cache, tokens, 1, profile, sampling, seed, null);
    }

    /**
     * Feeds the tokens from {@code cache.length()} on to the full model in one pass and says how many of the last {@code
     * drafted} of them it chooses itself, and what comes then.
     *
     * <p>For each position the full model chooses a token: greedy, the most probable one; sampled, the one with the largest log
     * p(x) + g(x), where p is the distribution after penalties, mask, temperature, top-k, top-p and min-p, and g is Gumbel noise
     * that only seed, position and token decide. That is an exact draw from p (the Gumbel-max trick). A draft is accepted if and
     * only if it is that choice (Daliri et al., arXiv 2408.07978), so the text does not depend on what is drafted.
     *
     * <p>The cache's length stays; afterwards the caller cuts {@code tokens} to the accepted ones, appends {@link
     * Verdict#next()} and calls {@link KvCache#rollback rollback(tokens.length() - 1)}.
     *
     * @param seed of the noise; unused if greedy
     * @param allowed the tokens to choose from in place of each draft, and after the last; empty: all
     */
    public Verdict verify(
            KvCache cache,
            TokenSequence tokens,
            int drafted,
            SamplingOptions sampling,
            long seed,
            List<TokenMask> allowed) {
        int slot = cache.slotToWrite(this);
        requireRound(cache, tokens, drafted);
        Ensure.that(
                allowed.isEmpty() || allowed.size() == drafted + 1,
                "there must be no mask or one for each of %s rows, but there are: %s",
                drafted + 1,
                allowed.size());
        long[] verdict = program.callForLongs(
                "verify",
                slot,
                longs(tokens, cache.length(), tokens.length()),
                cache.length(),
                drafted,
                sampling(sampling),
                history(tokens, sampling),
                tokens.promptLength(),
                ChoiceKey.of(seed, tokens.length() - drafted, drafted + 1),
                masks.numbers(allowed));
        cache.fed(tokens.length());
        return new Verdict((int) verdict[0], (int) verdict[1]);
    }

    /** Chooses from all tokens. */
    public Verdict verify(KvCache cache, TokenSequence tokens, int drafted, SamplingOptions sampling, long seed) {
        return verify(cache, tokens, drafted, sampling, seed, List.of());
    }

    private static void requireRound(KvCache cache, TokenSequence tokens, int drafted) {
        int pending = tokens.length() - cache.length();
        Ensure.that(
                drafted >= 0 && drafted < pending,
                "drafted must be between 0 and the pending tokens - 1 = %s, but is: %s",
                pending - 1,
                drafted);
        Ensure.that(
                tokens.length() <= cache.capacity(),
                "%s tokens do not fit into a cache of %s positions",
                tokens.length(),
                cache.capacity());
    }

    /**
     * Feeds {@code tokens} behind the cache's length to the model without the profile's sub-layers and moves the length on.
     *
     * @return unprocessed logits, [tokens][vocabulary]
     */
    public float[][] logits(KvCache cache, int[] tokens, SkipProfile profile) {
        int slot = cache.slotToWrite(this);
        int end = cache.length() + tokens.length;
        Ensure.that(
                tokens.length > 0 && end <= cache.capacity(),
                "%s tokens do not fit behind position %s of a cache of %s positions",
                tokens.length,
                cache.length(),
                cache.capacity());
        long[] ids = Arrays.stream(tokens).asLongStream().toArray();
        double[] flat = program.callForDoubles(
                "logits", slot, ids, cache.length(), flags(profile.attention()), flags(profile.mlp()));
        cache.advance(end);
        int vocabulary = config.vocabSize();
        float[][] rows = new float[tokens.length][vocabulary];
        for (int i = 0; i < flat.length; i++) {
            rows[i / vocabulary][i % vocabulary] = (float) flat[i];
        }
        return rows;
    }

    /** Looks at stretches of text that the full model has read as drafts would; see {@link Recording}. */
    public Recording record(List<Recording.Stretch> stretches) {
        return new Recording(this, program, nextRecording++, stretches);
    }

    int nextState() {
        return nextState++;
    }

    private boolean[] flags(List<Integer> layers) {
        boolean[] flags = new boolean[config.layers()];
        for (int layer : layers) {
            Ensure.that(
                    layer < flags.length,
                    "the model has %s layers, but layer %s is to be skipped",
                    flags.length,
                    layer);
            flags[layer] = true;
        }
        return flags;
    }

    private static long[] longs(TokenSequence tokens, int from, int to) {
        long[] ids = new long[to - from];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = tokens.get(from + i);
        }
        return ids;
    }

    /** Only penalties look back. */
    private static long[] history(TokenSequence tokens, SamplingOptions sampling) {
        return sampling.hasPenalties() ? longs(tokens, 0, tokens.length()) : NO_TOKENS;
    }

    /** In the order of decoder.py. */
    static double[] sampling(SamplingOptions options) {
        return new double[] {
            options.temperature(),
            options.topK(),
            options.topP(),
            options.minP(),
            options.repetitionPenalty(),
            options.frequencyPenalty(),
            options.presencePenalty()
        };
    }

    /** Frees weights and all caches. Does nothing the second time. */
    @Override
    public void close() {
        program.close();
    }
}
