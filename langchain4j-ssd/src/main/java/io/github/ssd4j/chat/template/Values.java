package io.github.ssd4j.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Python does with values of any kind. */
final class Values {

    private Values() {}

    /** A value that Java hands over: maps, collections, strings, numbers, booleans, null. */
    static Object of(@Nullable Object value, Budget budget) {
        return of(value, budget, 0);
    }

    private static Object of(@Nullable Object value, Budget budget, int depth) {
        Budget.nest(depth);
        budget.given(value instanceof CharSequence text ? text.length() : 0);
        if (value == null) {
            return None.NONE;
        }
        if (value instanceof Undefined
                || value instanceof String
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            Dict dict = new Dict();
            map.forEach((key, element) -> dict.put(of(key, budget, depth + 1), of(element, budget, depth + 1)));
            return dict;
        }
        if (value instanceof Collection<?> collection) {
            List<Object> list = new ArrayList<>(collection.size());
            collection.forEach(element -> list.add(of(element, budget, depth + 1)));
            return list;
        }
        if (value instanceof BigInteger number) {
            return Numbers.whole(number);
        }
        if (value instanceof Float || value instanceof BigDecimal) {
            return ((Number) value).doubleValue();
        }
        return value instanceof Number number ? (Object) number.longValue() : value.toString();
    }

    static boolean truth(Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value == None.NONE || value instanceof Undefined) {
            return false;
        }
        if (value instanceof Number number) {
            return number instanceof BigInteger || number.doubleValue() != 0;
        }
        if (value instanceof ComplexNumber number) {
            return !number.isZero();
        }
        return knownSize(value) != 0;
    }

    /** Number of elements; negative if the value does not know. */
    static int knownSize(Object value) {
        if (value instanceof String text) {
            return Text.length(text);
        }
        if (value instanceof Collection<?> collection) {
            return collection.size();
        }
        if (value instanceof Dict dict) {
            return dict.size();
        }
        if (value instanceof DictView view) {
            return view.dict().size();
        }
        if (value instanceof Markup markup) {
            return Text.length(markup.text());
        }
        if (value instanceof Bytes bytes) {
            return bytes.octets().length();
        }
        return value instanceof Undefined ? 0 : -1;
    }

    static boolean isText(Object value) {
        return value instanceof String || value instanceof Markup;
    }

    /** {@code text}, safe in HTML if {@code model} is. */
    static Object like(Object model, String text) {
        return model instanceof Markup ? new Markup(text) : text;
    }

    static boolean equal(Object left, Object right, Budget budget) {
        return equal(left, right, budget, 0);
    }

    private static boolean equal(Object left, Object right, Budget budget, int depth) {
        budget.step();
        Budget.nest(depth);
        if (isText(left) && isText(right)) {
            String one = left.toString();
            String other = right.toString();
            budget.read(Math.min(one.length(), other.length()));
            return Marks.sameText(one, other);
        }
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return !Numbers.isNan(left) && !Numbers.isNan(right) && Numbers.compare(left, right) == 0;
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            return left.getClass() == right.getClass() && equalElements(one, other, budget, depth);
        }
        if (left instanceof Dict one && right instanceof Dict other) {
            return equalItems(one, other, budget, depth);
        }
        if (left instanceof DictView one
                && right instanceof DictView other
                && one.name().equals("items")
                && other.name().equals("items")) {
            return equalItems(one.dict(), other.dict(), budget, depth);
        }
        if (SetValue.isSetLike(left) && SetValue.isSetLike(right)) {
            return knownSize(left) == knownSize(right) && SetValue.containsAll(left, right, budget);
        }
        if (ComplexNumber.areComplex(left, right)) {
            return ComplexNumber.of(left).equalTo(ComplexNumber.of(right));
        }
        if (left instanceof Bytes || right instanceof Bytes) {
            return left.equals(right);
        }
        if (left == Undefined.ABSENT || right == Undefined.ABSENT) {
            Object other = left == Undefined.ABSENT ? right : left;
            return other == None.NONE || other instanceof Undefined;
        }
        return left == right || (left instanceof Undefined && right instanceof Undefined);
    }

    private static boolean equalElements(List<?> one, List<?> other, Budget budget, int depth) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!equal(one.get(i), other.get(i), budget, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalItems(Dict one, Dict other, Budget budget, int depth) {
        if (one.size() != other.size()) {
            return false;
        }
        for (Map.Entry<Object, Object> entry : one.items()) {
            Object value = other.get(entry.getKey());
            if (value == null || !equal(entry.getValue(), value, budget, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /** {@code element in container}. */
    static boolean contains(Object container, Object element, Budget budget) {
        if (isText(container)) {
            if (!isText(element)) {
                throw TemplateException.fault("cannot look for %s in a string", described(element));
            }
            budget.search(container.toString().length(), element.toString().length());
            return Marks.plain(container.toString()).contains(Marks.plain(element.toString()));
        }
        if (container instanceof Dict dict) {
            return dict.has(element);
        }
        if (container instanceof DictView view && view.name().equals("keys")) {
            return view.dict().has(element);
        }
        if (container instanceof SetValue set) {
            return set.has(element);
        }
        if (container instanceof Bytes && !isWholeOrBytes(element)) {
            throw TemplateException.fault("cannot look for %s in bytes", described(element));
        }
        Iterator<Object> elements = iterate(container, budget);
        while (elements.hasNext()) {
            if (equal(elements.next(), element, budget)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWholeOrBytes(Object value) {
        return Numbers.isWhole(value) || value instanceof Bytes;
    }

    /** The elements of a value, one after the other. Whoever reads them pays for each. */
    @SuppressWarnings("unchecked")
    static Iterator<Object> iterate(Object value, Budget budget) {
        if (value instanceof Collection<?> collection) {
            return (Iterator<Object>) collection.iterator();
        }
        if (isText(value)) {
            return Text.characters(value.toString());
        }
        if (value instanceof Dict dict) {
            budget.steps(dict.size());
            return dict.keys().iterator();
        }
        if (value instanceof DictView view) {
            budget.steps(view.dict().size());
            return view.elements().iterator();
        }
        if (value instanceof Bytes bytes) {
            return bytes.iterator();
        }
        if (value instanceof Iterator<?> generator) {
            return (Iterator<Object>) generator;
        }
        if (value instanceof Undefined) {
            return Collections.emptyIterator();
        }
        throw TemplateException.fault("cannot loop over %s", described(value));
    }

    /** A new list of the elements of a value. */
    static List<Object> list(Object value, Budget budget) {
        List<Object> list = new ArrayList<>();
        Iterator<Object> elements = iterate(value, budget);
        while (elements.hasNext()) {
            budget.step();
            list.add(elements.next());
        }
        return list;
    }

    /** {@code str(value)}. */
    static String str(Object value, Budget budget) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Undefined) {
            return "";
        }
        if (value instanceof Long) {
            return value.toString();
        }
        return value instanceof Markup ? value.toString() : Repr.of(value, budget);
    }

    /** The kind of a value, as error messages name it. */
    static String described(Object value) {
        if (value == None.NONE) {
            return "None";
        }
        if (isText(value)) {
            return "a string";
        }
        if (value instanceof Boolean) {
            return "a boolean";
        }
        if (value instanceof Number) {
            return "a number";
        }
        if (value instanceof Dict) {
            return "a dictionary";
        }
        if (value instanceof Undefined) {
            return "an undefined value";
        }
        if (value instanceof ComplexNumber) {
            return "a complex number";
        }
        if (value instanceof SetValue) {
            return "a set";
        }
        if (value instanceof Callee callee) {
            return callee.name();
        }
        return value instanceof Tuple
                ? "a tuple"
                : value instanceof List
                        ? "a list"
                        : "a " + value.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }
}
