package io.github.ssd4j.chat.template;

import java.util.Comparator;
import java.util.List;

/** Which of two values comes first. */
final class Order {

    private Order() {}

    /** {@code left operator right}, for the four operators that need an order. */
    static boolean holds(String operator, Object left, Object right, Budget budget) {
        if ((Numbers.isNan(left) && Numbers.isNumber(right)) || (Numbers.isNan(right) && Numbers.isNumber(left))) {
            return false;
        }
        if (SetValue.isSetLike(left) && SetValue.isSetLike(right)) {
            return isPart(operator, left, right, budget);
        }
        int order = compare(left, right, budget, 0);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** Of sets, {@code <} says whether all elements of the one are in the other, which has more. */
    private static boolean isPart(String operator, Object left, Object right, Budget budget) {
        boolean less = operator.startsWith("<");
        Object part = less ? left : right;
        Object whole = less ? right : left;
        int missing = Values.knownSize(whole) - Values.knownSize(part);
        return missing >= (operator.endsWith("=") ? 0 : 1) && SetValue.containsAll(whole, part, budget);
    }

    static Comparator<Object> comparator(Budget budget) {
        return (left, right) -> compare(left, right, budget, 0);
    }

    private static int compare(Object left, Object right, Budget budget, int depth) {
        budget.step();
        Budget.nest(depth);
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.compare(left, right);
        }
        if (Values.isText(left) && Values.isText(right)) {
            return compareTexts(Marks.plain(left.toString()), Marks.plain(right.toString()), budget);
        }
        if (left instanceof List<?> one
                && right instanceof List<?> other
                && left instanceof Tuple == right instanceof Tuple
                && !(left instanceof Range)
                && !(right instanceof Range)) {
            for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
                if (!Values.equal(one.get(i), other.get(i), budget)) {
                    return compare(one.get(i), other.get(i), budget, depth + 1);
                }
            }
            return Integer.compare(one.size(), other.size());
        }
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
        throw TemplateException.fault("cannot compare %s and %s", Values.described(left), Values.described(right));
    }

    /** By code points, while Java compares halves of surrogate pairs. */
    private static int compareTexts(String left, String right, Budget budget) {
        int shorter = Math.min(left.length(), right.length());
        budget.read(shorter);
        for (int i = 0; i < shorter; i++) {
            char one = left.charAt(i);
            char other = right.charAt(i);
            if (one != other) {
                boolean pairs = Character.isSurrogate(one) != Character.isSurrogate(other);
                return pairs ? (Character.isSurrogate(one) ? 1 : -1) : Character.compare(one, other);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
