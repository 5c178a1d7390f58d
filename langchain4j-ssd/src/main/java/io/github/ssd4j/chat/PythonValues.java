package io.github.ssd4j.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Python's operators do with the values of a template: strings, numbers, booleans, lists and dictionaries.
 *
 * <p>{@code null} stands for both {@code None} and an undefined variable.
 */
final class PythonValues {

    private static final int MAX_SCALE = 1000;

    private PythonValues() {}

    /** {@code bool(value)}: empty and zero are false. Unlike in jinjava the text "false" is true. */
    static boolean truth(@Nullable Object value) {
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof CharSequence text) {
            return !text.isEmpty();
        }
        if (value instanceof Collection<?> collection) {
            return !collection.isEmpty();
        }
        return !(value instanceof Map<?, ?> map) || !map.isEmpty();
    }

    /** {@code left == right}: numbers by value, everything else only with its own kind. */
    static boolean equal(@Nullable Object left, @Nullable Object right) {
        return equal(left, right, 0, TemplateBudget.current());
    }

    private static boolean equal(@Nullable Object left, @Nullable Object right, int depth, TemplateBudget budget) {
        budget.nest(depth);
        budget.spend(TemplateBudget.ELEMENT);
        if (left == null || right == null) {
            return left == right;
        }
        if (left instanceof CharSequence one && right instanceof CharSequence other) {
            budget.spend(Math.min(one.length(), other.length()));
            return Marks.sameText(one.toString(), other.toString());
        }
        if (left instanceof Number && right instanceof Number) {
            return decimal(left).compareTo(decimal(right)) == 0;
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            return allEqual(one, other, depth + 1, budget);
        }
        if (left instanceof Map<?, ?> one && right instanceof Map<?, ?> other) {
            return allEqual(one, other, depth + 1, budget);
        }
        return !isContainer(left) && !isContainer(right) && left.equals(right);
    }

    private static boolean allEqual(List<?> one, List<?> other, int depth, TemplateBudget budget) {
        if (one.size() != other.size()) {
            return false;
        }
        Iterator<?> others = other.iterator();
        for (Object element : one) {
            if (!equal(element, others.next(), depth, budget)) {
                return false;
            }
        }
        return true;
    }

    private static boolean allEqual(Map<?, ?> one, Map<?, ?> other, int depth, TemplateBudget budget) {
        if (one.size() != other.size()) {
            return false;
        }
        for (Map.Entry<?, ?> entry : one.entrySet()) {
            Object key = entry.getKey();
            boolean missing = entry.getValue() == null && !other.containsKey(key);
            if (missing || !equal(entry.getValue(), Marks.get(other, key), depth, budget)) {
                return false;
            }
        }
        return true;
    }

    /** {@code element in container}. */
    static boolean contains(@Nullable Object container, @Nullable Object element) {
        if (container instanceof CharSequence text) {
            TemplateBudget.current().spend(text.length());
            return Marks.plain(text.toString()).contains(Marks.plain(str(element)));
        }
        if (container instanceof Collection<?> collection) {
            return collection.stream().anyMatch(each -> equal(each, element));
        }
        return container instanceof Map<?, ?> map && !isContainer(element) && Marks.hasKey(map, element);
    }

    /** {@code left ~ right}. */
    static String concat(@Nullable Object left, @Nullable Object right) {
        String first = str(left);
        String second = str(right);
        TemplateBudget.current().text(first.length() + (long) second.length());
        return first + second;
    }

    /** A list or a dictionary. It may hold another one many times, so Java's own methods must never read all of it. */
    static boolean isContainer(@Nullable Object value) {
        return value instanceof Collection || value instanceof Map;
    }

    /** {@code left + right}: joins two texts or two lists, adds two numbers, refuses everything else as Python does. */
    static Object add(@Nullable Object left, @Nullable Object right) {
        if (left instanceof CharSequence one && right instanceof CharSequence other) {
            TemplateBudget.current().text(one.length() + (long) other.length());
            return one.toString() + other;
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            TemplateBudget.current().inspectElements(one);
            TemplateBudget.current().inspectElements(other);
            List<@Nullable Object> joined = new ArrayList<>(one);
            joined.addAll(other);
            return joined;
        }
        if (left instanceof Number && right instanceof Number) {
            return isFloat(left) || isFloat(right)
                    ? (Number) sum(decimal(left), decimal(right))
                    : (Number) decimal(left).add(decimal(right)).longValueExact();
        }
        throw ChatTemplateException.fault("cannot add %s and %s".formatted(typeName(left), typeName(right)), null);
    }

    /** Python's floats have 17 digits; of numbers that far apart the exact sum could have a billion. */
    private static double sum(BigDecimal left, BigDecimal right) {
        return Math.abs((long) left.scale() - right.scale()) > MAX_SCALE
                ? left.doubleValue() + right.doubleValue()
                : left.add(right).doubleValue();
    }

    /** {@code str(value)}; nothing for an undefined value. */
    static String str(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof CharSequence) {
            return value.toString();
        }
        StringBuilder out = new StringBuilder();
        repr(value, 0, out, TemplateBudget.current());
        return out.toString();
    }

    private static void repr(@Nullable Object value, int depth, StringBuilder out, TemplateBudget budget) {
        budget.nest(depth);
        budget.append(out, TemplateBudget.ELEMENT);
        if (value == null) {
            out.append("None");
        } else if (value instanceof Boolean flag) {
            out.append(flag ? "True" : "False");
        } else if (value instanceof CharSequence text) {
            budget.append(out, text.length());
            out.append(quoted(text.toString()));
        } else if (value instanceof Collection<?> collection) {
            String separator = "[";
            for (Object element : collection) {
                repr(element, depth + 1, out.append(separator), budget);
                separator = ", ";
            }
            out.append(collection.isEmpty() ? "[]" : "]");
        } else if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                repr(entry.getKey(), depth + 1, out.append(separator), budget);
                repr(entry.getValue(), depth + 1, out.append(": "), budget);
                separator = ", ";
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else {
            out.append(value);
        }
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        String escaped = text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t")
                .replace(String.valueOf(quote), "\\" + quote);
        return quote + escaped + quote;
    }

    /** The name that an error message uses for the kind of a value. */
    static String typeName(@Nullable Object value) {
        if (value == null) {
            return "an undefined value";
        }
        if (value instanceof CharSequence) {
            return "a string";
        }
        if (value instanceof Boolean) {
            return "a boolean";
        }
        if (value instanceof Number) {
            return "a number";
        }
        if (value instanceof Map) {
            return "a dictionary";
        }
        return value instanceof Collection ? "a list" : value.getClass().getSimpleName();
    }

    private static boolean isFloat(@Nullable Object number) {
        return number instanceof Double || number instanceof Float || number instanceof BigDecimal;
    }

    private static BigDecimal decimal(Object number) {
        if (number instanceof BigDecimal exact) {
            return exact;
        }
        if (number instanceof BigInteger whole) {
            return new BigDecimal(whole);
        }
        return isFloat(number)
                ? BigDecimal.valueOf(((Number) number).doubleValue())
                : BigDecimal.valueOf(((Number) number).longValue());
    }
}
