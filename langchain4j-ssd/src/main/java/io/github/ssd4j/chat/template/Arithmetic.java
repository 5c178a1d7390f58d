package io.github.ssd4j.chat.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Python's operators that calculate, repeat or join. */
final class Arithmetic {

    private static final int MAX_BITS = 1 << 16;

    private Arithmetic() {}

    static Object add(Object left, Object right, Budget budget) {
        if (left instanceof Long one && right instanceof Long other) {
            long sum = one + other;
            return ((one ^ sum) & (other ^ sum)) < 0
                    ? Numbers.whole(Numbers.big(left).add(Numbers.big(right)))
                    : (Object) sum;
        }
        if (left instanceof String one && right instanceof String other) {
            budget.make((long) one.length() + other.length());
            return one.concat(other);
        }
        if (Values.isText(left) && Values.isText(right)) {
            Markup one = Markup.escaped(left, budget);
            Markup other = Markup.escaped(right, budget);
            budget.make((long) one.text().length() + other.text().length());
            return new Markup(one.text() + other.text());
        }
        if (left instanceof List<?> one && right instanceof List<?> other && sameKind(left, right)) {
            budget.steps((long) one.size() + other.size());
            List<Object> joined = new ArrayList<>(one);
            joined.addAll(other);
            return left instanceof Tuple ? Tuple.copyOf(joined) : joined;
        }
        if (ComplexNumber.areComplex(left, right)) {
            return ComplexNumber.of(left).plus(ComplexNumber.of(right));
        }
        requireNumbers("add", "and", left, right);
        return isReal(left, right)
                ? (Object) (Numbers.real(left) + Numbers.real(right))
                : Numbers.whole(Numbers.big(left).add(Numbers.big(right)));
    }

    private static boolean sameKind(Object left, Object right) {
        return !(left instanceof Range) && !(right instanceof Range) && left instanceof Tuple == right instanceof Tuple;
    }

    static Object subtract(Object left, Object right, Budget budget) {
        if (left instanceof Long one && right instanceof Long other) {
            long difference = one - other;
            return ((one ^ other) & (one ^ difference)) < 0
                    ? Numbers.whole(Numbers.big(left).subtract(Numbers.big(right)))
                    : (Object) difference;
        }
        if (SetValue.canSubtract(left, right)) {
            return SetValue.difference(left, right, budget);
        }
        if (ComplexNumber.areComplex(left, right)) {
            return ComplexNumber.of(left).minus(ComplexNumber.of(right));
        }
        requireNumbers("subtract", "and", left, right);
        return isReal(left, right)
                ? (Object) (Numbers.real(left) - Numbers.real(right))
                : Numbers.whole(Numbers.big(left).subtract(Numbers.big(right)));
    }

    static Object multiply(Object left, Object right, Budget budget) {
        if (isSequence(left) && Numbers.isWhole(right)) {
            return repeat(left, Numbers.index(right, "the count"), budget);
        }
        if (isSequence(right) && Numbers.isWhole(left)) {
            return repeat(right, Numbers.index(left, "the count"), budget);
        }
        if (ComplexNumber.areComplex(left, right)) {
            return ComplexNumber.of(left).times(ComplexNumber.of(right));
        }
        requireNumbers("multiply", "and", left, right);
        if (isReal(left, right)) {
            return Numbers.real(left) * Numbers.real(right);
        }
        BigInteger one = Numbers.big(left);
        BigInteger other = Numbers.big(right);
        limit((long) one.bitLength() + other.bitLength(), budget);
        return Numbers.whole(one.multiply(other));
    }

    private static boolean isSequence(Object value) {
        return Values.isText(value) || (value instanceof List && !(value instanceof Range));
    }

    private static Object repeat(Object sequence, long count, Budget budget) {
        if (count == Long.MAX_VALUE || count == Long.MIN_VALUE) {
            throw TemplateException.fault("cannot repeat that often");
        }
        int times = (int) Math.max(0, Math.min(count, Integer.MAX_VALUE));
        if (sequence instanceof List<?> list) {
            budget.steps((long) times * list.size());
            List<Object> repeated = new ArrayList<>(times * list.size());
            for (int i = 0; i < times; i++) {
                repeated.addAll(list);
            }
            return sequence instanceof Tuple ? Tuple.copyOf(repeated) : repeated;
        }
        String text = sequence.toString();
        budget.make((long) times * text.length());
        return Values.like(sequence, text.repeat(text.isEmpty() ? 0 : times));
    }

    static Object divide(Object left, Object right) {
        if (ComplexNumber.areComplex(left, right)) {
            return ComplexNumber.of(left).dividedBy(ComplexNumber.of(right));
        }
        requireNumbers("divide", "by", left, right);
        double divisor = Numbers.real(right);
        requireNotZero(divisor == 0);
        if (!isReal(left, right) && !(left instanceof Long a && right instanceof Long b && isExact(a) && isExact(b))) {
            return new java.math.BigDecimal(Numbers.big(left))
                    .divide(new java.math.BigDecimal(Numbers.big(right)), new java.math.MathContext(40))
                    .doubleValue();
        }
        return Numbers.real(left) / divisor;
    }

    private static boolean isExact(long number) {
        return Math.abs(number) < 1L << 53;
    }

    static Object floorDivide(Object left, Object right) {
        requireNumbers("divide", "by", left, right);
        requireNotZero(Numbers.real(right) == 0);
        if (isReal(left, right)) {
            return floorDivision(Numbers.real(left), Numbers.real(right));
        }
        if (left instanceof Long one && right instanceof Long other && other != -1) {
            return Math.floorDiv(one, other);
        }
        BigInteger[] parts = Numbers.big(left).divideAndRemainder(Numbers.big(right));
        boolean below = parts[1].signum() != 0
                && parts[1].signum() != Numbers.big(right).signum();
        return Numbers.whole(below ? parts[0].subtract(BigInteger.ONE) : parts[0]);
    }

    private static double floorDivision(double left, double right) {
        double remainder = realRemainder(left, right);
        double quotient = (left - remainder) / right;
        double floor = Math.floor(quotient);
        return quotient == 0 ? Math.copySign(0, left / right) : quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static double realRemainder(double left, double right) {
        double remainder = left % right;
        if (remainder == 0) {
            return Math.copySign(0, right);
        }
        return (remainder < 0) == (right < 0) ? remainder : remainder + right;
    }

    static Object remainder(Object left, Object right, Run run) {
        if (Values.isText(left)) {
            return Percent.format(left, right, run);
        }
        requireNumbers("divide", "by", left, right);
        requireNotZero(Numbers.real(right) == 0);
        if (isReal(left, right)) {
            return realRemainder(Numbers.real(left), Numbers.real(right));
        }
        if (left instanceof Long one && right instanceof Long other) {
            return Math.floorMod(one, other);
        }
        BigInteger divisor = Numbers.big(right);
        BigInteger modulus = Numbers.big(left).mod(divisor.abs());
        return Numbers.whole(divisor.signum() < 0 && modulus.signum() != 0 ? modulus.add(divisor) : modulus);
    }

    static Object power(Object left, Object right, Budget budget) {
        if (ComplexNumber.areComplex(left, right)) {
            return ComplexNumber.of(left).power(ComplexNumber.of(right));
        }
        requireNumbers("raise", "to", left, right);
        if (isReal(left, right) || Numbers.big(right).signum() < 0) {
            double base = Numbers.real(left);
            double exponent = Numbers.real(right);
            requireNotZero(base == 0 && exponent < 0);
            if (base < 0 && exponent != Math.rint(exponent) && !Double.isInfinite(base) && !Double.isNaN(exponent)) {
                return new ComplexNumber(base, 0).power(new ComplexNumber(exponent, 0));
            }
            double power = Math.pow(base, exponent);
            if (Double.isInfinite(power) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
                throw TemplateException.fault("the number is too large for a float");
            }
            return power;
        }
        BigInteger base = Numbers.big(left);
        BigInteger exponent = Numbers.big(right);
        if (base.equals(BigInteger.ONE.negate())) {
            return exponent.testBit(0) ? -1L : 1L;
        }
        if (base.bitLength() <= 1 && base.signum() >= 0) {
            return exponent.signum() == 0 ? 1L : left instanceof Boolean flag ? (flag ? 1L : 0L) : left;
        }
        limit(exponent.bitLength() > 31 ? Long.MAX_VALUE >> 1 : exponent.longValue() * base.bitLength(), budget);
        return Numbers.whole(base.pow(exponent.intValue()));
    }

    private static void limit(long bits, Budget budget) {
        if (bits > MAX_BITS) {
            throw TemplateException.limit("makes a number of more than %d bits", MAX_BITS);
        }
        budget.steps(bits >> 6);
    }

    static Object negate(Object value) {
        if (value instanceof Double number) {
            return -number;
        }
        if (value instanceof ComplexNumber number) {
            return number.negated();
        }
        requireNumbers("negate", "", value, 0L);
        return Numbers.whole(Numbers.big(value).negate());
    }

    static Object plus(Object value) {
        if (value instanceof ComplexNumber) {
            return value;
        }
        requireNumbers("take", "", value, 0L);
        return value instanceof Boolean flag ? (flag ? 1L : 0L) : value;
    }

    private static boolean isReal(Object left, Object right) {
        return left instanceof Double || right instanceof Double;
    }

    private static void requireNumbers(String verb, String word, Object left, Object right) {
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return;
        }
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
        throw word.isEmpty()
                ? TemplateException.fault("cannot %s %s as a number", verb, Values.described(left))
                : TemplateException.fault(
                        "cannot %s %s %s %s", verb, Values.described(left), word, Values.described(right));
    }

    private static void requireNotZero(boolean zero) {
        if (zero) {
            throw TemplateException.fault("cannot divide by zero");
        }
    }
}
