package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.List;

/** {@code value[start:stop:step]}. */
final class Slices {

    private Slices() {}

    static boolean canSlice(Object value) {
        return value instanceof List || Values.isText(value);
    }

    static Object slice(Object value, Object start, Object stop, Object step, Budget budget) {
        if (!canSlice(value)) {
            if (value instanceof Undefined undefined) {
                throw undefined.failure();
            }
            throw TemplateException.fault("cannot slice %s", Values.described(value));
        }
        long by = step == None.NONE ? 1 : Numbers.index(step, "the step of a slice");
        if (by == 0) {
            throw TemplateException.fault("the step of a slice cannot be zero");
        }
        String text = value instanceof List ? "" : whole(value.toString());
        int size = value instanceof List<?> list ? list.size() : text.codePointCount(0, text.length());
        long from = bound(start, by > 0 ? 0 : size - 1, size, by);
        long to = bound(stop, by > 0 ? size : -1, size, by);
        if (value instanceof List<?> list) {
            return elements(list, from, to, by, budget);
        }
        return Values.like(
                value,
                by == 1 ? substring(text, (int) from, (int) to, budget) : characters(text, from, to, by, budget));
    }

    /** Signs before characters that cannot be marked would count as characters. */
    private static String whole(String text) {
        return Marks.mayHoldSigns(text) ? Marks.markAll(Marks.plain(text)) : text;
    }

    private static long bound(Object bound, long standard, int size, long step) {
        if (bound == None.NONE) {
            return standard;
        }
        long index = Numbers.index(bound, "the bound of a slice");
        index = index < 0 ? Math.max(index + size, step > 0 ? 0 : -1) : index;
        return Math.min(index, step > 0 ? size : size - 1);
    }

    private static String substring(String text, int from, int to, Budget budget) {
        if (from >= to) {
            return "";
        }
        boolean plain = text.codePointCount(0, text.length()) == text.length();
        int begin = plain ? from : text.offsetByCodePoints(0, from);
        int end = plain ? to : text.offsetByCodePoints(begin, to - from);
        budget.make(end - begin);
        return text.substring(begin, end);
    }

    private static String characters(String text, long from, long to, long step, Budget budget) {
        budget.make(text.length());
        int[] codePoints = text.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            out.appendCodePoint(codePoints[(int) i]);
        }
        return out.toString();
    }

    private static Object elements(List<?> list, long from, long to, long step, Budget budget) {
        if (list instanceof Range range) {
            return new Range(
                    range.start + from * range.step,
                    range.start + to * range.step,
                    Math.multiplyExact(range.step, step));
        }
        List<Object> elements = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            budget.step();
            elements.add(list.get((int) i));
        }
        return list instanceof Tuple ? Tuple.copyOf(elements) : elements;
    }
}
