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

    /** A KV cache and the tokens it holds. */
    static final class Slot {

        private final KvCache cache;
        private int[] tokens = {};
        private @Nullable String session;

        private Slot(KvCache cache) {
            this.cache = cache;
        }

        KvCache cache() {
            return cache;
        }

        /** Notes what the cache holds after a generation. Without it, it counts as empty. */
        void keep(TokenSequence sequence) {
            tokens = sequence.subArray(0, cache.length());
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

    /** The least recently used first. */
    private final List<Slot> slots = new ArrayList<>();

    /** Allocates the first cache now. The others come when they are needed, as far as there is memory. */
    KvSlots(Decoder decoder, int most) {
        this.decoder = decoder;
        this.most = most;
        slots.add(new Slot(decoder.newCache()));
    }

    int capacity() {
        return slots.get(0).cache.capacity();
    }

    /** A slot whose cache holds a beginning of the prompt, as long as one is known, and nothing else. */
    Slot take(int[] prompt, @Nullable String session) {
        Slot slot = continued(prompt, session).orElseGet(this::unused);
        int own = slot.common(prompt);
        Slot donor = longest(slots, prompt).orElseThrow();
        if (donor.common(prompt) > own) {
            decoder.copy(donor.cache, slot.cache, donor.common(prompt));
        } else {
            slot.cache.rollback(own);
        }
        slot.tokens = new int[0];
        slot.session = session;
        slots.remove(slot);
        slots.add(slot);
        return slot;
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
