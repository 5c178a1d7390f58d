package io.github.ssd4j;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Keeps what takes time to make, as far as number and size allow; what was used least recently goes first. Thread-safe.
 *
 * <p>Values are made outside of the lock: callers that ask for the same key wait for the one that makes its value, and nobody
 * else waits.
 *
 * @param <K> what a value is made of
 * @param <V> the value
 */
final class ConstraintCache<K, V> {

    private final Function<K, V> maker;
    private final ToLongFunction<V> bytes;
    private final int most;
    private final long mostBytes;

    /** The least recently used first. */
    private final Map<K, Memo<V>> kept = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param bytes how much memory a value takes at this moment: it may grow while it is used
     * @param most how many values are kept, at least 1
     * @param mostBytes how much memory they may take together; the one that was asked for last is kept whatever it takes
     */
    ConstraintCache(Function<K, V> maker, ToLongFunction<V> bytes, int most, long mostBytes) {
        this.maker = maker;
        this.bytes = bytes;
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** The value of {@code key}. If making it fails, so does the call, and the next one tries again. */
    V get(K key) {
        Memo<V> value;
        synchronized (kept) {
            value = kept.computeIfAbsent(key, made -> new Memo<>(() -> maker.apply(made)));
            evict();
        }
        try {
            return value.get();
        } catch (RuntimeException | Error e) {
            synchronized (kept) {
                kept.remove(key, value);
            }
            throw e;
        }
    }

    private void evict() {
        long total = kept.values().stream().mapToLong(this::size).sum();
        Iterator<Memo<V>> eldest = kept.values().iterator();
        while (kept.size() > most || (total > mostBytes && kept.size() > 1)) {
            total -= size(eldest.next());
            eldest.remove();
        }
    }

    private long size(Memo<V> value) {
        V made = value.made();
        return made == null ? 0 : bytes.applyAsLong(made);
    }
}
