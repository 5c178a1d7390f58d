package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The order in which CPython's sets have whole numbers: they lie in a hash table, each at a place that its value and what
 * came before it decide. The table is CPython's (Objects/setobject.c), with its probes and its growth.
 */
final class HashOrder {

    private static final int SMALLEST = 8;
    private static final int PROBES = 9;
    private static final int PERTURB_SHIFT = 5;
    private static final int LARGE = 50_000;
    private static final long MODULUS = (1L << 61) - 1;

    private Object[] table = new Object[SMALLEST];
    private int used;

    private HashOrder() {}

    /**
     * Different values in their order; as they are, if one of them is no whole number.
     *
     * @param sized whether they come from a dictionary, for which the table gets its size at once
     */
    static List<Object> of(List<Object> values, boolean sized) {
        for (Object value : values) {
            if (!(Dict.hashable(value) instanceof Long)) {
                return values;
            }
        }
        HashOrder order = new HashOrder();
        if (sized && values.size() * 5 >= (SMALLEST - 1) * 3) {
            order.resize(values.size() * 2);
        }
        for (Object value : values) {
            order.insert(value);
            if (++order.used * 5L >= (order.table.length - 1) * 3L) {
                order.resize(order.used > LARGE ? order.used * 2 : order.used * 4);
            }
        }
        return new ArrayList<>(
                Arrays.stream(order.table).filter(Objects::nonNull).toList());
    }

    private void resize(int least) {
        int size = SMALLEST;
        while (size <= least) {
            size <<= 1;
        }
        Object[] old = table;
        table = new Object[size];
        for (Object value : old) {
            if (value != null) {
                insert(value);
            }
        }
    }

    private void insert(Object value) {
        long hash = hash((Long) Dict.hashable(value));
        int mask = table.length - 1;
        long perturb = hash;
        int i = (int) (hash & mask);
        while (true) {
            int last = i + PROBES <= mask ? i + PROBES : i;
            for (int place = i; place <= last; place++) {
                if (table[place] == null) {
                    table[place] = value;
                    return;
                }
            }
            perturb >>>= PERTURB_SHIFT;
            i = (int) ((i * 5L + 1 + perturb) & mask);
        }
    }

    private static long hash(long number) {
        long hash = number % MODULUS;
        return hash == -1 ? -2 : hash;
    }
}
