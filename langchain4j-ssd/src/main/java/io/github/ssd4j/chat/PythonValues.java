package io.github.ssd4j.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Python's operators do with the values of a template: strings, numbers, booleans, lists and dictionaries.
 *
 * <p>{@code null} stands for both {@code None} and an undefined variable.
 */
final class PythonValues {

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
        if (left == null || right == null) {
            return left == right;
        }
        if (left instanceof Number && right instanceof Number) {
            return decimal(left).compareTo(decimal(right)) == 0;
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            return one.size() == other.size() && allEqual(one, other);
        }
        if (left instanceof Map<?, ?> one && right instanceof Map<?, ?> other) {
            return one.size() == other.size()
                    && one.entrySet().stream()
                            .allMatch(entry -> equal(entry.getValue(), Marks.get(other, entry.getKey()))
                                    && (entry.getValue() != null || other.containsKey(entry.getKey())));
        }
        if (left instanceof String text && right instanceof String other) {
            return Marks.sameText(text, other);
        }
        return left.equals(right);
    }

    private static boolean allEqual(List<?> one, List<?> other) {
        Iterator<?> others = other.iterator();
        return one.stream().allMatch(element -> equal(element, others.next()));
    }

    /** {@code left + right}: joins two texts or two lists, adds two numbers, refuses everything else as Python does. */
    static Object add(@Nullable Object left, @Nullable Object right) {
        if (left instanceof CharSequence && right instanceof CharSequence) {
            return left.toString() + right;
        }
        if (left instanceof List<?> one && right instanceof List<?> other) {
            List<@Nullable Object> joined = new ArrayList<>(one);
            joined.addAll(other);
            return joined;
        }
        if (left instanceof Number && right instanceof Number) {
            BigDecimal sum = decimal(left).add(decimal(right));
            return isFloat(left) || isFloat(right) ? (Number) sum.doubleValue() : (Number) sum.longValueExact();
        }
        throw ChatTemplateException.fault("cannot add %s and %s".formatted(typeName(left), typeName(right)), null);
    }

    /** {@code str(value)}; nothing for an undefined value. */
    static String str(@Nullable Object value) {
        return value == null ? "" : value instanceof CharSequence ? value.toString() : repr(value);
    }

    private static String repr(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (value instanceof CharSequence text) {
            return quoted(text.toString());
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream().map(PythonValues::repr).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.toString();
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
