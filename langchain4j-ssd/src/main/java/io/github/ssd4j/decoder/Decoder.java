package io.github.ssd4j.decoder;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.internal.Ensure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Llama-family network with its weights on one device, and the choice of tokens that goes with it.
 *
 * <p>All tensor work is one TorchScript program, {@code decoder.py}, compiled by libtorch; only token ids and probabilities
 * cross. The weights are immutable; what changes lives in a {@link KvCache} and a {@link TokenSequence}, one of each per
 * conversation. The three steps of a round (Zhang et al., <i>Draft &amp; Verify</i>, ACL 2024) are {@link #draft}, {@link
 * #run} and the caller's {@link KvCache#rollback}.
 *
 * <p>Not thread-safe: one thread at a time may use a decoder and its caches. Errors of the native side are {@link
 * DecoderException}s; use after {@link #close()} is an {@link IllegalStateException}.
 */
public final class Decoder implements AutoCloseable {

    private final DecoderProgram program;
    private final MaskTable masks;
    private final ModelConfig config;
    private final String device;
    private final LinearKernel kernel;
    private final InvarianceCheck.Outcome invariance;
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
            InvarianceCheck.Outcome invariance,
            int contextTokens,
            long weightBytes) {
        this.program = program;
        this.masks = new MaskTable(program, config.vocabSize());
        this.config = config;
        this.device = device;
        this.kernel = kernel;
        this.invariance = invariance;
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

    /** What the weights were rounded to: see {@link DecoderOptions}. */
    public String dtype() {
        return kernel.dtype();
    }

    /** Which matrix kernels compute the linear layers: {@code onednn}, {@code fbgemm}, {@code int4pack} or {@code plain}. */
    public String linearKernel() {
        return kernel.name();
    }

    /** Found when the weights were loaded: rows were compared on this machine, with this number of threads. */
    public Exactness exactness() {
        return invariance.exactness();
    }

    /**
     * How many tokens a pass may have, all conversations together, for each of them to get the bits that it gets alone: found when
     * the weights were loaded. {@link #run} makes as many passes as that needs. A longer part has a pass of its own.
     */
    public int sharedRows() {
        return invariance.sharedRows();
    }

    /**
     * A prompt is best cut at multiples of this number of positions, at least 1: then the bits of its keys and values do not
     * depend on where it was cut, as long as no piece is longer than {@link #sharedRows}.
     */
    public int promptBlock() {
        return invariance.promptBlock();
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

    void grow(int slot, int capacity) {
        Ensure.between(capacity, 1, contextTokens, "capacity");
        program.call("reserve", slot, capacity);
    }

    /** What a position of a cache takes: 4 bytes for each number on a CPU, as many as the weights' elsewhere. */
    public long cacheBytesPerToken() {
        int element = device.equals("cpu") ? Float.BYTES : kernel.bytesPerWeight();
        return 2L * config.layers() * config.keyValueHeads() * config.headDim() * element;
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
        return device.equals("cpu") ? 256 : 1024;
    }

    /**
     * Feeds the tokens at positions {@code cache.length()} to {@code end - 1} to the full model and moves the cache's length
     * to {@code end}. Computes no logits. Does nothing if the cache is that long already.
     */
    public void prefill(KvCache cache, TokenSequence tokens, int end) {
        Ensure.between(end, 0, Math.min(cache.capacity(), tokens.length()), "end");
        if (end > cache.length()) {
            run(List.of(PassPart.reading(cache, tokens, end)));
        }
    }

    /**
     * Feeds tokens of one or several conversations to the model without the profile's sub-layers, in one pass, and chooses for each the
     * token that may follow, with the noise of that position if it samples. A conversation's tokens from {@code cache.length()} on
     * that are read already must have been fed by this method in this round. The caches' lengths stay, so {@link #run} overwrites
     * what is written here. The caller appends a token if it keeps it.
     *
     * @param parts of {@link PassPart#drafting}, each with a cache of its own
     */
    public List<DraftToken> draft(SkipProfile profile, List<PassPart> parts) {
        List<DraftToken> drafts = new ArrayList<>();
        for (List<PassPart> pass : passes(parts)) {
            double[] chosen = new PassArguments(this, pass)
                    .draft(program, masks, flags(profile.attention()), flags(profile.mlp()));
            for (int i = 0; i < pass.size(); i++) {
                // Rounding of a softmax may exceed 1 by an ulp.
                drafts.add(new DraftToken((int) chosen[2 * i], (float) Math.min(1, chosen[2 * i + 1])));
            }
        }
        return drafts;
    }

    /** Feeds the last token of one conversation and chooses from all tokens. */
    public DraftToken draft(
            KvCache cache, TokenSequence tokens, SkipProfile profile, SamplingOptions sampling, long seed) {
        return draft(profile, List.of(PassPart.drafting(cache, tokens, 1, sampling, seed, null)))
                .get(0);
    }

    /**
     * Feeds tokens of one or several conversations to the full model. Of each verification it says how many of the drafts it chooses
     * itself, and what comes then; each reading moves its cache's length on.
     *
     * <p>For each position the full model chooses a token: greedy, the most probable one; sampled, the one with the largest log
     * p(x) + g(x), where p is the distribution after penalties, mask, temperature, top-k, top-p and min-p, and g is Gumbel noise
     * that only seed, position and token decide. That is an exact draw from p (the Gumbel-max trick). A draft is accepted if and
     * only if it is that choice (Daliri et al., arXiv 2408.07978), so the text does not depend on what is drafted.
     *
     * <p>The length of a verification's cache stays; afterwards the caller cuts the tokens to the accepted ones, appends {@link
     * Verdict#next()} and calls {@link KvCache#rollback rollback(tokens.length() - 1)}. All tokens go through the network in one pass,
     * as far as {@link #sharedRows} allows.
     *
     * @param parts of {@link PassPart#reading} and {@link PassPart#verification}, each with a cache of its own
     * @return the verdicts of the verifications, in their order
     */
    public List<Verdict> run(List<PassPart> parts) {
        List<Verdict> verdicts = new ArrayList<>();
        for (List<PassPart> pass : passes(parts)) {
            long[] answers = new PassArguments(this, pass).verify(program, masks);
            int next = 0;
            for (PassPart part : pass) {
                if (part.rows() > 0) {
                    verdicts.add(new Verdict((int) answers[next], (int) answers[next + 1]));
                    part.cache().fed(part.to());
                    next += 2;
                } else {
                    part.cache().advance(part.to());
                }
            }
        }
        return verdicts;
    }

    /** The parts in passes: as many together as get the same bits alone. */
    private List<List<PassPart>> passes(List<PassPart> parts) {
        Ensure.that(
                parts.stream().map(PassPart::cache).distinct().count() == parts.size(),
                "each part of a pass must have a KV cache of its own");
        List<List<PassPart>> passes = new ArrayList<>();
        int rows = 0;
        for (PassPart part : parts) {
            if (passes.isEmpty() || rows + part.count() > sharedRows()) {
                passes.add(new ArrayList<>());
                rows = 0;
            }
            passes.get(passes.size() - 1).add(part);
            rows += part.count();
        }
        return passes;
    }

    /** Verifies the drafts of one conversation; see {@link #run}. */
    public Verdict verify(KvCache cache, TokenSequence tokens, int drafted, SamplingOptions sampling, long seed) {
        return run(List.of(PassPart.verification(cache, tokens, drafted, sampling, seed, List.of())))
                .get(0);
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

    /** Frees weights and all caches. Does nothing the second time. */
    @Override
    public void close() {
        program.close();
    }
}
