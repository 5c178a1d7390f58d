package io.github.ssd4j.chat.template;

import java.util.AbstractList;

/** {@code range(...)}: numbers that are not stored. */
final class Range extends AbstractList<Object> {

    /** As in Jinja's sandbox. */
    private static final int MAX_SIZE = 100_000;

    final long start;
    final long stop;
    final long step;
    private final int size;

    Range(long start, long stop, long step) {
        if (step == 0) {
            throw TemplateException.fault("the step of a range cannot be zero");
        }
        long count = step > 0
                ? stop <= start ? 0 : (stop - 1 - start) / step + 1
                : stop >= start ? 0 : (start - 1 - stop) / -step + 1;
        if (count > MAX_SIZE || count < 0) {
            throw TemplateException.fault("the range has more than %d numbers", MAX_SIZE);
        }
        this.start = start;
        this.stop = stop;
        this.step = step;
        this.size = (int) count;
    }

    @Override
    public Object get(int index) {
        return start + step * index;
    }

    @Override
    public int size() {
        return size;
    }
}
