package io.github.ssd4j.chat.template;

import java.util.Iterator;

/** Elements that can be read once, as the filters {@code map} and {@code select} return them. */
record Generator(Iterator<Object> elements) implements Iterator<Object> {

    static Generator of(Iterable<Object> elements) {
        return new Generator(elements.iterator());
    }

    @Override
    public boolean hasNext() {
        return elements.hasNext();
    }

    @Override
    public Object next() {
        return elements.next();
    }
}
