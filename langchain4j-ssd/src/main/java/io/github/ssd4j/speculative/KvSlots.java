package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DecoderException;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The KV caches of the conversations that were continued last, so that the next turn reads only what is new. Which one a
 * prompt continues is known by the tokens they begin with alike. Not thread-safe.
 */
final class KvSlots implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KvSlots.class);

    private static final int[] NO_TOKENS = {};

    /** A KV cache and the tokens it holds. */
    static final class Slot {

        private final KvCache cache;
        private int[] tokens = NO_TOKENS;
        private @Nullable String session;

        private Slot(KvCache cache) {
            this.cache = cache;
        }

        KvCache cache() {
            return cache;
        }

        /** How many tokens of the prompt it can save, all but one at most: the last one has to be read for its logits. */
        private int common(int[] prompt) {
            int mismatch = Arrays.mismatch(tokens, 0, tokens.length, prompt, 0, prompt.length - 1);
            return mismatch < 0 ? tokens.length : mismatch;
        }

        /** Whether the prompt keeps most of it. Else it is another conversation, with the same system message perhaps. */
        private boolean isContinuedBy(int[] prompt) {
            return tokens.length > 0 && 2 * common(prompt) >= tokens.length;
        }
    }

    private final Decoder decoder;
    private final int most;
    private final boolean sharePrefixes;

    /** The least recently used first. */
    private final List<Slot> slots = new ArrayList<>();

    /**
     * Allocates the first cache now. The others come when they are needed, as far as there is memory.
     *
     * @param sharePrefixes whether a prompt may reuse what another session's prompt has left; without it, a prompt that
     *     names no session reuses nothing and leaves nothing
     */
    KvSlots(Decoder decoder, int most, boolean sharePrefixes) {
        this.decoder = decoder;
        this.most = most;
        this.sharePrefixes = sharePrefixes;
        slots.add(new Slot(decoder.newCache()));
    }

    int capacity() {
        return slots.get(0).cache.capacity();
    }

    /**
     * A slot whose cache holds a beginning of the prompt, as long as one is known, and nothing else. Until {@link #keep} it
     * counts as empty, so that a generation that fails leaves nothing that is reused.
     */
    Slot take(int[] prompt, @Nullable String session) {
        Slot slot = continued(prompt, session).orElseGet(this::unused);
        if (!sharePrefixes && (session == null || !session.equals(slot.session))) {
            slot.tokens = NO_TOKENS;
        }
        Slot donor = sharePrefixes ? longest(slots, prompt).orElseThrow() : slot;
        int own = slot.common(prompt);
        int shared = donor.common(prompt);
        // before the cache is touched: a copy that fails half-way must not leave tokens that it no longer holds
        slot.tokens = NO_TOKENS;
        slot.session = session;
        slots.remove(slot);
        slots.add(slot);
        if (shared > own) {
            decoder.copy(donor.cache, slot.cache, shared);
        } else {
            slot.cache.rollback(own);
        }
        return slot;
    }

    /** Notes what the slot's cache holds after a generation: a beginning of {@code sequence}. */
    void keep(Slot slot, TokenSequence sequence) {
        if (sharePrefixes || slot.session != null) {
            slot.tokens = sequence.subArray(0, slot.cache.length());
        }
    }

    private Optional<Slot> continued(int[] prompt, @Nullable String session) {
        List<Slot> candidates = slots.stream()
                .filter(slot -> Objects.equals(slot.session, session))
                .toList();
        if (session != null) {
            return candidates.stream().findFirst();
        }
        return longest(
                candidates.stream().filter(slot -> slot.isContinuedBy(prompt)).toList(), prompt);
    }

    private static Optional<Slot> longest(List<Slot> slots, int[] prompt) {
        ToIntFunction<Slot> common = slot -> slot.common(prompt);
        return slots.stream().max(Comparator.comparingInt(common));
    }

    private Slot unused() {
        Optional<Slot> empty =
                slots.stream().filter(slot -> slot.tokens.length == 0).findFirst();
        if (empty.isPresent()) {
            return empty.get();
        }
        if (slots.size() < most) {
            try {
                Slot slot = new Slot(decoder.newCache());
                slots.add(slot);
                return slot;
            } catch (DecoderException e) {
                log.info("no memory for KV cache {} of {}: {}", slots.size() + 1, most, e.getMessage());
            }
        }
        return slots.get(0);
    }

    @Override
    public void close() {
        slots.forEach(slot -> slot.cache.close());
    }
}
