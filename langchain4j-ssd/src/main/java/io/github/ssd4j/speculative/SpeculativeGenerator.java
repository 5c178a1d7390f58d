package io.github.ssd4j.speculative;

import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.TokenSequence;
import io.github.ssd4j.internal.Ensure;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Writes with one model by exact speculation: a few tokens are drafted, by look-up in the text so far or with sub-layers of the
 * model skipped, then one full pass verifies them all.
 *
 * <p>The output is exactly what the full model writes alone, token for token, greedy or sampled: a draft is accepted only if it
 * is what the full model chooses itself (see {@link Decoder#verify}). This holds if the decoder is {@link
 * io.github.ssd4j.decoder.Exactness#BIT_EXACT}. If it is equal up to rounding, the text can differ where two tokens are almost
 * equally probable.
 *
 * <p>Keeps the KV caches of the last conversations: a prompt that begins like one of them, the next turn of a chat for
 * instance, is read from where it differs. Keeps what {@link DraftPolicy#costOptimal} learns of costs and acceptance, too.
 * Not thread-safe, and a listener must not call back into it.
 */
public final class SpeculativeGenerator implements BatchGenerator {

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final KvSlots slots;
    private final DraftMemory memory = new DraftMemory();
    private final SplittableRandom seeds = new SplittableRandom();

    private boolean running;
    private boolean closed;

    /** Keeps one conversation; see {@link #SpeculativeGenerator(Decoder, Tokenizer, int)}. */
    public SpeculativeGenerator(Decoder decoder, Tokenizer tokenizer) {
        this(decoder, tokenizer, 1);
    }

    /**
     * Allocates a KV cache as long as the decoder's context, more when they are needed. Closing the generator frees them,
     * nothing else.
     *
     * @param maxSessions how many conversations to keep, at least 1; the one used least recently makes room for a new one
     */
    public SpeculativeGenerator(Decoder decoder, Tokenizer tokenizer, int maxSessions) {
        this(decoder, tokenizer, GeneratorOptions.DEFAULTS.withMaxSessions(maxSessions));
    }

    /** As {@link #SpeculativeGenerator(Decoder, Tokenizer, int)}. */
    public SpeculativeGenerator(Decoder decoder, Tokenizer tokenizer, GeneratorOptions options) {
        this(decoder, tokenizer, options, pass -> {});
    }

    /** @param passes told of every pass of the full model, on the thread that calls {@link #step} */
    public SpeculativeGenerator(Decoder decoder, Tokenizer tokenizer, GeneratorOptions options, Consumer<Pass> passes) {
        this.decoder = Ensure.notNull(decoder, "decoder");
        this.tokenizer = Ensure.notNull(tokenizer, "tokenizer");
        this.slots = new KvSlots(decoder, options.maxSessions(), options.sharePrefixes());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if it is closed, or called by its own listener
     */
    @Override
    public GenerationResult generate(int[] prompt, GenerationOptions options, GenerationListener listener) {
        Ensure.notNull(options, "options");
        Ensure.notNull(listener, "listener");
        TokenSequence tokens = checkedPrompt(prompt);
        options.profile().requireFits(decoder.config());
        requireIdle();
        running = true;
        try {
            KvSlots.Slot slot = slots.take(prompt, options.session());
            Answer answer = new Answer(
                    tokenizer.newTextStream(options.keptTokens()),
                    options,
                    stopTokens(options),
                    slots.capacity() - prompt.length,
                    listener);
            GenerationOptions seeded = options.toBuilder()
                    .seed(options.seed().orElseGet(seeds::nextLong))
                    .build();
            DraftPlanner planner = new Planners(decoder, memory).planner(seeded, slot.cache(), tokens);
            GenerationResult result =
                    new Generation(decoder, slot.cache(), tokens, seeded, planner, answer, listener).run();
            slots.keep(slot, tokens);
            return result;
        } finally {
            running = false;
        }
    }

    @Override
    public int maxConcurrent() {
        return 1;
    }

    @Override
    public int active() {
        return 0;
    }

    @Override
    public boolean hasRoom(int[] prompt, GenerationOptions options) {
        return active() < maxConcurrent();
    }

    @Override
    public void begin(int[] prompt, GenerationOptions options, GenerationListener listener, Outcome outcome) {
        GenerationResult result;
        try {
            result = generate(prompt, options, listener);
        } catch (Throwable e) {
            outcome.failed(e);
            return;
        }
        outcome.ended(result);
    }

    @Override
    public void step() {}

    private TokenSequence checkedPrompt(int[] prompt) {
        TokenSequence tokens = new TokenSequence(prompt);
        int vocabSize = decoder.config().vocabSize();
        for (int i = 0; i < prompt.length; i++) {
            Ensure.between(prompt[i], 0, vocabSize - 1, "prompt[" + i + "]");
        }
        if (prompt.length >= slots.capacity()) {
            throw new PromptTooLongException(prompt.length, slots.capacity());
        }
        return tokens;
    }

    private Set<Integer> stopTokens(GenerationOptions options) {
        Set<Integer> stopTokens = new HashSet<>(options.stopTokens());
        stopTokens.addAll(decoder.config().eosTokenIds());
        return stopTokens;
    }

    private void requireIdle() {
        if (closed) {
            throw new IllegalStateException("generate must not be called after close");
        }
        if (running) {
            throw new IllegalStateException("generate must not be called while a generation runs");
        }
    }

    /** Frees the KV caches. The decoder and the tokenizer stay open. Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            slots.close();
        }
    }
}
