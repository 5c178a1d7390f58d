package io.github.ssd4j.chat.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dictionary with Python's idea of equal keys: 1, 1.0 and True are one key, and marks make no difference. */
final class Dict {

    /** A tuple as a key: its elements as keys. */
    private record TupleKey(List<Object> elements) {}

    private final Map<Object, Map.Entry<Object, Object>> entries = new LinkedHashMap<>();

    static Dict copyOf(Dict other) {
        Dict copy = new Dict();
        copy.entries.putAll(other.entries);
        return copy;
    }

    /** The value of a key; null if there is none. */
    @Nullable
    Object get(Object key) {
        Map.Entry<Object, Object> entry = entries.get(hashable(key));
        return entry == null ? null : entry.getValue();
    }

    /** As {@link #get}, for a text that has no marks. */
    @Nullable
    Object getPlain(String key) {
        Map.Entry<Object, Object> entry = entries.get(key);
        return entry == null ? null : entry.getValue();
    }

    boolean has(Object key) {
        return entries.containsKey(hashable(key));
    }

    /** The first spelling of a key stays. */
    void put(Object key, Object value) {
        Object hashable = hashable(key);
        Map.Entry<Object, Object> old = entries.get(hashable);
        entries.put(hashable, Map.entry(old == null ? key : old.getKey(), value));
    }

    int size() {
        return entries.size();
    }

    Collection<Map.Entry<Object, Object>> items() {
        return entries.values();
    }

    List<Object> keys() {
        List<Object> keys = new ArrayList<>(size());
        for (Map.Entry<Object, Object> entry : entries.values()) {
            keys.add(entry.getKey());
        }
        return keys;
    }

    List<Object> values() {
        List<Object> values = new ArrayList<>(size());
        for (Map.Entry<Object, Object> entry : entries.values()) {
            values.add(entry.getValue());
        }
        return values;
    }

    List<Object> pairs() {
        List<Object> pairs = new ArrayList<>(size());
        for (Map.Entry<Object, Object> entry : entries.values()) {
            pairs.add(Tuple.of(entry.getKey(), entry.getValue()));
        }
        return pairs;
    }

    /** What a value is as a key: equal keys are equal, also for Java. */
    static Object hashable(Object key) {
        if (key instanceof String text) {
            return Marks.plain(text);
        }
        if (key instanceof Markup markup) {
            return Marks.plain(markup.text());
        }
        if (key instanceof Boolean flag) {
            return flag ? 1L : 0L;
        }
        if (key instanceof Double number) {
            return number == Math.rint(number) && Math.abs(number) < 1L << 62
                    ? (Object) number.longValue()
                    : Double.isInfinite(number) || number != Math.rint(number) ? number : whole(number);
        }
        if (key instanceof ComplexNumber number) {
            return number.imag() == 0 ? hashable(number.real()) : key;
        }
        if (key instanceof Tuple tuple) {
            List<Object> elements = new ArrayList<>();
            tuple.forEach(element -> elements.add(hashable(element)));
            return new TupleKey(elements);
        }
        if (!isHashable(key)) {
            throw TemplateException.fault("%s cannot be a key", Values.described(key));
        }
        return key instanceof Range range ? new TupleKey(List.of(range.start, range.stop, range.step)) : key;
    }

    static boolean isHashable(Object key) {
        boolean list = key instanceof List && !(key instanceof Tuple) && !(key instanceof Range);
        boolean view = key instanceof DictView other && !other.name().equals("values");
        return !list && !view && !(key instanceof Dict) && !(key instanceof SetValue);
    }

    private static BigInteger whole(double number) {
        return new java.math.BigDecimal(number).toBigInteger();
    }
}
