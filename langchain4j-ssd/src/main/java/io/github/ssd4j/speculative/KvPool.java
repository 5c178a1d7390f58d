package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DecoderException;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.TokenSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The KV caches of the conversations that are being answered, and of those that were continued last, so that the next turn reads only
 * what is new. Which one a prompt continues is known by the tokens they begin with alike. A cache grows with its conversation; its
 * room to grow is promised when it is leased, so an answer that has begun never lacks memory that {@code kvCacheBytes} would allow.
 * Not thread-safe.
 */
final class KvPool implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KvPool.class);

    private static final int[] NO_TOKENS = {};

    /** Positions that a cache has at first beyond its prompt. After that it doubles. */
    private static final int FIRST_ROOM = 256;

    /** A KV cache and the tokens it holds. */
    static final class Slot {

        private final KvCache cache;

        /** What it holds while nobody leases it. */
        private int[] tokens = NO_TOKENS;

        /** What whoever leases it reads and writes: the cache holds a beginning of it. */
        private @Nullable TokenSequence leased;

        private @Nullable String session;

        /** Positions that it may grow to. */
        private int promised;

        private Slot(KvCache cache) {
            this.cache = cache;
        }

        KvCache cache() {
            return cache;
        }

        /** Most tokens of prompt and answer. */
        int promised() {
            return promised;
        }

        /** How many tokens of the prompt it can save, all but one at most: the last one has to be read for its logits. */
        private int common(int[] prompt) {
            int most = Math.min(prompt.length - 1, leased == null ? tokens.length : cache.length());
            int i = 0;
            while (i < most && prompt[i] == (leased == null ? tokens[i] : leased.get(i))) {
                i++;
            }
            return i;
        }

        /** Whether the prompt keeps most of it. Else it is another conversation, with the same system message perhaps. */
        private boolean isContinuedBy(int[] prompt) {
            return tokens.length > 0 && 2 * common(prompt) >= tokens.length;
        }

        private boolean isFree() {
            return leased == null;
        }

        private int positions() {
            return isFree() ? cache.capacity() : Math.max(cache.capacity(), promised);
        }
    }

    private final Decoder decoder;
    private final GeneratorOptions options;

    /** The least recently used first. */
    private final List<Slot> slots = new ArrayList<>();

    KvPool(Decoder decoder, GeneratorOptions options) {
        this.decoder = decoder;
        this.options = options;
    }

    /** Most tokens of one conversation, as far as {@code kvCacheBytes} allows. */
    private int capacity() {
        long allowed = options.kvCacheBytes() == 0
                ? decoder.contextTokens()
                : options.kvCacheBytes() / decoder.cacheBytesPerToken();
        return (int) Math.min(decoder.contextTokens(), allowed);
    }

    private int wanted(int promptTokens, int maxTokens) {
        return (int) Math.min(capacity(), (long) promptTokens + maxTokens);
    }

    /** Whether a conversation can be promised its room now. If nobody leases anything, all there is can be had. */
    boolean hasRoom(int promptTokens, int maxTokens) {
        long leased = slots.stream()
                .filter(slot -> !slot.isFree())
                .mapToLong(Slot::positions)
                .sum();
        return leased == 0 || options.kvCacheBytes() == 0 || fits(leased + wanted(promptTokens, maxTokens));
    }

    private boolean fits(long positions) {
        return options.kvCacheBytes() == 0 || positions * decoder.cacheBytesPerToken() <= options.kvCacheBytes();
    }

    /** Bytes of all caches, as far as they have grown. */
    long bytes() {
        return slots.stream().mapToLong(slot -> slot.cache.capacity()).sum() * decoder.cacheBytesPerToken();
    }

    /**
     * A slot whose cache holds a beginning of the prompt, as long as one is known, and nothing else. Until {@link #keep} it
     * counts as empty, so that a generation that fails leaves nothing that is reused.
     *
     * @throws KvCacheTooSmallException if the prompt alone needs more than is allowed
     */
    Slot lease(TokenSequence prompt, @Nullable String session, int maxTokens) {
        int[] tokens = prompt.toArray();
        if (tokens.length >= capacity()) {
            throw new KvCacheTooSmallException(
                    tokens.length, (tokens.length + 1) * decoder.cacheBytesPerToken(), options.kvCacheBytes());
        }
        Slot slot = continued(tokens, session).orElseGet(this::unused);
        boolean own = options.sharePrefixes() || (session != null && session.equals(slot.session));
        int reused = own ? slot.common(tokens) : 0;
        // before the cache is touched: a copy that fails half-way must not leave tokens that it no longer holds
        slot.tokens = NO_TOKENS;
        slot.session = session;
        slot.cache.rollback(reused);
        slot.promised = wanted(tokens.length, maxTokens);
        slots.remove(slot);
        slots.add(slot);
        slot.leased = prompt;
        try {
            makeRoom(slot);
            grow(slot, tokens.length + 1);
            copyBeginning(slot, tokens, reused);
        } catch (RuntimeException e) {
            slot.leased = null;
            throw e;
        }
        return slot;
    }

    private void copyBeginning(Slot slot, int[] prompt, int reused) {
        Optional<Slot> donor = options.sharePrefixes()
                ? longest(slots.stream().filter(other -> other != slot).toList(), prompt)
                : Optional.empty();
        int shared = donor.map(other -> other.common(prompt)).orElse(0);
        if (shared > reused) {
            decoder.copy(donor.orElseThrow().cache, slot.cache, shared);
        }
    }

    /** Frees what is kept, the least recently used first, until all that is promised fits. */
    private void makeRoom(Slot slot) {
        while (!fits(slots.stream().mapToLong(Slot::positions).sum()) && evictOne()) {
            log.debug("freed a kept KV cache for a conversation of up to {} tokens", slot.promised);
        }
    }

    private boolean evictOne() {
        Optional<Slot> oldest = slots.stream().filter(Slot::isFree).findFirst();
        oldest.ifPresent(slot -> {
            slots.remove(slot);
            slot.cache.close();
        });
        return oldest.isPresent();
    }

    /** Makes the cache of a leased slot as long as {@code positions} at least, if they were promised. */
    void grow(Slot slot, int positions) {
        if (positions > slot.cache.capacity()) {
            int ample = Math.max(positions + FIRST_ROOM, 2 * slot.cache.capacity());
            orFree(() -> slot.cache.grow(Math.max(positions, Math.min(ample, slot.promised))));
        }
    }

    /** Does what needs memory; where it lacks, frees what is kept and tries again. */
    private void orFree(Runnable allocation) {
        while (true) {
            try {
                allocation.run();
                return;
            } catch (DecoderException e) {
                if (!evictOne()) {
                    throw e;
                }
                log.info("no memory for one more KV cache, so a kept one was freed: {}", e.getMessage());
            }
        }
    }

    /** Notes what the slot's cache holds after a generation: a beginning of its tokens. */
    void keep(Slot slot) {
        if (slot.leased != null && (options.sharePrefixes() || slot.session != null)) {
            slot.tokens = slot.leased.subArray(0, slot.cache.length());
        }
        release(slot);
    }

    /** Takes back a slot whose cache may hold anything. */
    void release(Slot slot) {
        slot.leased = null;
        while (slots.size() > options.maxSessions() && evictOne()) {
            log.trace("freed a KV cache beyond maxSessions");
        }
    }

    private Optional<Slot> continued(int[] prompt, @Nullable String session) {
        List<Slot> candidates = slots.stream()
                .filter(slot -> slot.isFree() && Objects.equals(slot.session, session))
                .toList();
        if (session != null) {
            return candidates.stream().findFirst();
        }
        return longest(
                candidates.stream().filter(slot -> slot.isContinuedBy(prompt)).toList(), prompt);
    }

    private static Optional<Slot> longest(List<Slot> slots, int[] prompt) {
        return slots.stream().max(Comparator.comparingInt(slot -> slot.common(prompt)));
    }

    private Slot unused() {
        List<Slot> free = slots.stream().filter(Slot::isFree).toList();
        Optional<Slot> empty =
                free.stream().filter(slot -> slot.tokens.length == 0).findFirst();
        if (empty.isPresent()) {
            return empty.get();
        }
        if (free.isEmpty() || slots.size() < options.maxSessions()) {
            orFree(() -> slots.add(new Slot(decoder.newCache(1))));
            return slots.get(slots.size() - 1);
        }
        return free.get(0);
    }

    @Override
    public void close() {
        slots.forEach(slot -> slot.cache.close());
        slots.clear();
    }
}
