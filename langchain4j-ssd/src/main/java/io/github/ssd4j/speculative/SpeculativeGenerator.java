package io.github.ssd4j.speculative;

import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TokenSequence;
import io.github.ssd4j.internal.Ensure;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Writes with one model by exact self-speculation: a few tokens are drafted with sub-layers of the model skipped, then
 * one full pass verifies them all.
 *
 * <p>The output is exactly what the full model writes alone, token for token, greedy or sampled: a draft is accepted only if it
 * is what the full model chooses itself (see {@link Decoder#verify}). In floating point this holds as far as a pass over several
 * tokens gives the logits of passes over one. Where it does not, and two logits are nearly equal, rounding can change which one is
 * larger.
 *
 * <p>Keeps the KV caches of the last conversations: a prompt that begins like one of them, the next turn of a chat for
 * instance, is read from where it differs. Keeps what {@link DraftPolicy#costOptimal} learns, too, for each skip profile.
 * Not thread-safe, and a listener must not call back into it.
 */
public final class SpeculativeGenerator implements Generator, AutoCloseable {

    private static final int MAX_EXPERIENCES = 16;

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final KvSlots slots;

    /** By skip profile; those used least recently are forgotten. */
    private final Map<SkipProfile, DraftExperience> experiences = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SkipProfile, DraftExperience> eldest) {
            return size() > MAX_EXPERIENCES;
        }
    };

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
        this.decoder = Ensure.notNull(decoder, "decoder");
        this.tokenizer = Ensure.notNull(tokenizer, "tokenizer");
        this.slots = new KvSlots(decoder, Ensure.positive(maxSessions, "maxSessions"));
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
                    tokenizer.newTextStream(),
                    options,
                    stopTokens(options),
                    slots.capacity() - prompt.length,
                    listener);
            GenerationResult result = new Generation(
                            decoder, slot.cache(), tokens, options, policyState(options), answer, listener)
                    .run();
            slot.keep(tokens);
            return result;
        } finally {
            running = false;
        }
    }

    private DraftPolicy.State policyState(GenerationOptions options) {
        return options.effectiveDraftPolicy() instanceof CostOptimal costOptimal
                ? costOptimal.newState(experiences.computeIfAbsent(options.profile(), profile -> new DraftExperience()))
                : options.effectiveDraftPolicy().newState();
    }

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
