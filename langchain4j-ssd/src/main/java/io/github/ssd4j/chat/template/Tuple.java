package io.github.ssd4j.chat.template;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/** A tuple; those of {@code groupby} have names for their two elements. */
final class Tuple extends AbstractList<Object> {

    static final Tuple EMPTY = new Tuple(new Object[0], false);

    private final Object[] elements;
    private final boolean group;

    private Tuple(Object[] elements, boolean group) {
        this.elements = elements;
        this.group = group;
    }

    static Tuple of(Object... elements) {
        return new Tuple(elements, false);
    }

    static Tuple copyOf(List<?> elements) {
        return new Tuple(elements.toArray(), false);
    }

    static Tuple group(Object key, List<Object> members) {
        return new Tuple(new Object[] {key, members}, true);
    }

    boolean isGroup() {
        return group;
    }

    @Override
    public Object get(int index) {
        return elements[index];
    }

    @Override
    public int size() {
        return elements.length;
    }

    @Override
    public Object[] toArray() {
        return Arrays.copyOf(elements, elements.length);
    }
}
