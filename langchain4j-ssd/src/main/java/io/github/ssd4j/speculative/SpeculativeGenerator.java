package io.github.ssd4j.speculative;

import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.Exactness;
import io.github.ssd4j.decoder.TokenSequence;
import io.github.ssd4j.internal.Ensure;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes with one model by exact speculation: a few tokens are drafted, by look-up in the text so far or with sub-layers of the
 * model skipped, then one full pass verifies them all. Several conversations share the passes.
 *
 * <p>The output is exactly what the full model writes alone, token for token, greedy or sampled: a draft is accepted only if it
 * is what the full model chooses itself (see {@link Decoder#run}), and a token gets the same bits whatever else is in its pass. This
 * holds if the decoder is {@link Exactness#BIT_EXACT}. If it is equal up to rounding, the text can differ
 * where two tokens are almost equally probable.
 *
 * <p>Keeps the KV caches of the last conversations: a prompt that begins like one of them, the next turn of a chat for
 * instance, is read from where it differs. Keeps what {@link DraftPolicy#costOptimal} learns of costs and acceptance, too.
 * Not thread-safe, and a listener must not call back into it.
 */
public final class SpeculativeGenerator implements BatchGenerator {

    /** Where more rows cost little: 16 bits by oneDNN, and a GPU. */
    private static final int MANY_CONVERSATIONS = 16;

    private static final int CONVERSATIONS = 8;

    private static final int KEPT = 4;

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final KvPool pool;
    private final DraftMemory memory = new DraftMemory();
    private final Batch batch;
    private final int maxConcurrent;
    private final SplittableRandom seeds = new SplittableRandom();

    private boolean running;
    private boolean closed;

    /** One conversation at a time, the last one kept. */
    public SpeculativeGenerator(Decoder decoder, Tokenizer tokenizer) {
        this(decoder, tokenizer, GeneratorOptions.DEFAULTS);
    }

    /** @param options how many conversations there may be at once, and what is kept of them */
    public SpeculativeGenerator(Decoder decoder, Tokenizer tokenizer, GeneratorOptions options) {
        this(decoder, tokenizer, options, pass -> {});
    }

    /**
     * Closing the generator frees the KV caches, nothing else.
     *
     * @param passes told of every pass of the full model, on the thread that calls {@link #step}
     */
    public SpeculativeGenerator(Decoder decoder, Tokenizer tokenizer, GeneratorOptions options, Consumer<Pass> passes) {
        this.decoder = Ensure.notNull(decoder, "decoder");
        this.tokenizer = Ensure.notNull(tokenizer, "tokenizer");
        this.maxConcurrent = options.maxConcurrent() == 0 ? usual(decoder) : options.maxConcurrent();
        int kept = options.maxSessions() == 0 ? Math.max(KEPT, maxConcurrent) : options.maxSessions();
        this.pool = new KvPool(decoder, options.withMaxSessions(kept));
        this.batch = new Batch(decoder, pool, memory, passes);
    }

    private static int usual(Decoder decoder) {
        if (decoder.exactness() != Exactness.BIT_EXACT) {
            return 1;
        }
        boolean rowsCost =
                !decoder.linearKernel().equals("onednn") || decoder.dtype().equals("float32");
        return decoder.device().equals("cpu") && rowsCost ? CONVERSATIONS : MANY_CONVERSATIONS;
    }

    /**
     * {@inheritDoc} Unless it was given: 16 on a GPU and with oneDNN in 16 bits, where rows cost least, else 8; 1 if the decoder is not
     * bit-exact, so that no answer depends on its neighbours.
     */
    @Override
    public int maxConcurrent() {
        return maxConcurrent;
    }

    @Override
    public int active() {
        return batch.size();
    }

    @Override
    public boolean hasRoom(int[] prompt, GenerationOptions options) {
        return active() < maxConcurrent && pool.hasRoom(prompt.length, options.maxTokens());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if it is closed, or called by its own listener or while others are active
     */
    @Override
    public GenerationResult generate(int[] prompt, GenerationOptions options, GenerationListener listener) {
        Ensure.notNull(options, "options");
        Ensure.notNull(listener, "listener");
        requireIdle("generate");
        Ensure.that(active() == 0, "generate must not be called while other generations are active");
        Alone outcome = new Alone();
        begin(prompt, options, listener, outcome);
        while (active() > 0) {
            step();
        }
        return outcome.get();
    }

    @Override
    public void begin(int[] prompt, GenerationOptions options, GenerationListener listener, Outcome outcome) {
        requireIdle("begin");
        Ensure.that(active() < maxConcurrent, "no more than %s generations may be active", maxConcurrent);
        running = true;
        try {
            batch.add(member(prompt, options, listener, outcome));
        } catch (RuntimeException e) {
            outcome.failed(e);
        } finally {
            running = false;
        }
    }

    private Batch.Member member(int[] prompt, GenerationOptions options, GenerationListener listener, Outcome outcome) {
        TokenSequence tokens = checkedPrompt(prompt);
        options.profile().requireFits(decoder.config());
        KvPool.Slot slot = pool.lease(tokens, options.session(), options.maxTokens());
        try {
            Answer answer = new Answer(
                    tokenizer.newTextStream(options.keptTokens()),
                    options,
                    stopTokens(options),
                    Math.min(slot.promised(), decoder.contextTokens()) - prompt.length,
                    listener);
            GenerationOptions seeded = options.toBuilder()
                    .seed(options.seed().orElseGet(seeds::nextLong))
                    .build();
            DraftPlanner planner = new Planners(decoder.config(), memory).planner(seeded, tokens);
            Sequence sequence = new Sequence(
                    slot.cache(),
                    tokens,
                    seeded,
                    planner,
                    answer,
                    listener,
                    decoder.promptBlock(),
                    positions -> pool.grow(slot, positions));
            return new Batch.Member(sequence, slot, outcome);
        } catch (RuntimeException e) {
            pool.release(slot);
            throw e;
        }
    }

    private TokenSequence checkedPrompt(int[] prompt) {
        TokenSequence tokens = new TokenSequence(prompt);
        int vocabSize = decoder.config().vocabSize();
        for (int i = 0; i < prompt.length; i++) {
            Ensure.between(prompt[i], 0, vocabSize - 1, "prompt[" + i + "]");
        }
        if (prompt.length >= decoder.contextTokens()) {
            throw new PromptTooLongException(prompt.length, decoder.contextTokens());
        }
        return tokens;
    }

    private Set<Integer> stopTokens(GenerationOptions options) {
        Set<Integer> stopTokens = new HashSet<>(options.stopTokens());
        stopTokens.addAll(decoder.config().eosTokenIds());
        return stopTokens;
    }

    @Override
    public void step() {
        requireIdle("step");
        running = true;
        try {
            batch.step();
        } finally {
            running = false;
        }
    }

    private void requireIdle(String method) {
        if (closed) {
            throw new IllegalStateException(method + " must not be called after close");
        }
        if (running) {
            throw new IllegalStateException(method + " must not be called while a generation runs");
        }
    }

    /** Frees the KV caches. The decoder and the tokenizer stay open. Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pool.close();
        }
    }

    /** The outcome of a generation that is waited for. */
    private static final class Alone implements Outcome {

        private @Nullable GenerationResult result;
        private @Nullable Throwable failure;

        @Override
        public void ended(GenerationResult ended) {
            result = ended;
        }

        @Override
        public void failed(Throwable thrown) {
            failure = thrown;
        }

        GenerationResult get() {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            if (result == null) {
                throw new IllegalStateException("the generation ended without an outcome", failure);
            }
            return result;
        }
    }
}
