package io.github.ssd4j.chat.template;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;

/**
 * Python's set, which the difference of two views of dictionaries is. Whole numbers come in the order in which Python has
 * them; the order of all else differs from run to run there, and is the order of insertion here.
 */
final class SetValue extends AbstractCollection<Object> {

    private final Dict elements = new Dict();
    private List<Object> ordered = List.of();

    private SetValue() {}

    /** The elements of a value, each once. */
    static SetValue of(Object value, Budget budget) {
        SetValue set = new SetValue();
        Iterator<Object> elements = Values.iterate(value, budget);
        while (elements.hasNext()) {
            budget.step();
            set.elements.put(elements.next(), None.NONE);
        }
        set.order(value instanceof Dict
                || (value instanceof DictView view && view.name().equals("keys")));
        return set;
    }

    private void order(boolean sized) {
        ordered = HashOrder.of(elements.keys(), sized);
    }

    /** Whether a value is a set or a view that is like one. */
    static boolean isSetLike(Object value) {
        return value instanceof SetValue
                || (value instanceof DictView view && !view.name().equals("values"));
    }

    /** Whether {@code left - right} is an operation of sets. */
    static boolean canSubtract(Object left, Object right) {
        boolean view =
                (isSetLike(left) && !(left instanceof SetValue)) || (isSetLike(right) && !(right instanceof SetValue));
        return !(left instanceof Undefined) && (view || (left instanceof SetValue && right instanceof SetValue));
    }

    boolean has(Object element) {
        return element instanceof SetValue ? false : elements.has(element);
    }

    /** The elements that are not among those of {@code other}. */
    static SetValue difference(Object value, Object other, Budget budget) {
        SetValue left = kept(of(value, budget), of(other, budget), false);
        if (!(value instanceof SetValue)) {
            left.ordered = left.elements.keys(); // Python empties places in one table
        }
        return left;
    }

    /** The elements of {@code set} that are in {@code other}, or those that are not. */
    static SetValue kept(SetValue set, SetValue other, boolean inOther) {
        SetValue kept = new SetValue();
        for (Object element : set) {
            if (other.has(element) == inOther) {
                kept.elements.put(element, None.NONE);
            }
        }
        kept.order(false);
        return kept;
    }

    static SetValue union(SetValue set, SetValue other) {
        SetValue union = new SetValue();
        set.forEach(element -> union.elements.put(element, None.NONE));
        other.forEach(element -> union.elements.put(element, None.NONE));
        union.order(false);
        return union;
    }

    /** Whether all elements of {@code part} are in {@code whole}; both are sets or views like sets. */
    static boolean containsAll(Object whole, Object part, Budget budget) {
        SetValue set = of(whole, budget);
        return of(part, budget).stream().allMatch(set::has);
    }

    @Override
    public Iterator<Object> iterator() {
        return ordered.iterator();
    }

    @Override
    public int size() {
        return ordered.size();
    }
}
