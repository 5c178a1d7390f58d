package io.github.ssd4j.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Python's numbers: whole ones are {@code Long} or {@code BigInteger}, others {@code Double}; booleans count as 0 and 1. */
final class Numbers {

    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int LARGE_EXPONENT = 16;
    private static final int SMALL_EXPONENT = -4;

    private Numbers() {}

    static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
    }

    static Object whole(BigInteger number) {
        return number.compareTo(MIN) >= 0 && number.compareTo(MAX) <= 0 ? (Object) number.longValue() : number;
    }

    static BigInteger big(Object whole) {
        if (whole instanceof BigInteger number) {
            return number;
        }
        return BigInteger.valueOf(whole instanceof Boolean flag ? flag ? 1 : 0 : ((Number) whole).longValue());
    }

    /** A number between {@code Long}'s limits, for widths, counts and indexes. */
    static long index(Object value, String what) {
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof BigInteger number) {
            return number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        throw TemplateException.fault("%s must be a whole number, but is %s", what, Values.described(value));
    }

    /** What Python's own functions take for true or false: whole numbers alone. */
    static boolean flag(Object value, String what) {
        long number = index(value, what);
        if (number != (int) number) {
            throw TemplateException.fault("%s must be true or false", what);
        }
        return number != 0;
    }

    static double real(Object number) {
        if (number instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        double real = ((Number) number).doubleValue();
        if (Double.isInfinite(real) && number instanceof BigInteger) {
            throw TemplateException.fault("the number is too large for a float");
        }
        return real;
    }

    static int compare(Object left, Object right) {
        if (left instanceof Long one && right instanceof Long other) {
            return Long.compare(one, other);
        }
        if (isWhole(left) && isWhole(right)) {
            return big(left).compareTo(big(right));
        }
        double one = left instanceof Double real ? real : Double.NaN;
        double other = right instanceof Double real ? real : Double.NaN;
        if (left instanceof Double && right instanceof Double) {
            return one < other ? -1 : one > other ? 1 : 0;
        }
        if (Double.isInfinite(one) || Double.isInfinite(other)) {
            return Double.isInfinite(one) ? (int) Math.signum(one) : -(int) Math.signum(other);
        }
        return exact(left).compareTo(exact(right));
    }

    /** Whether a minus stands before the number, as before {@code -0.0}. */
    static boolean isNegative(Object value) {
        if (value instanceof Double number) {
            return number < 0 || 1 / number < 0;
        }
        return isWhole(value) && big(value).signum() < 0;
    }

    static boolean isNan(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    private static BigDecimal exact(Object number) {
        return number instanceof Double real ? new BigDecimal(real) : new BigDecimal(big(number));
    }

    /** {@code repr} of a number. */
    static String text(Object number) {
        if (number instanceof Double real) {
            return text(real.doubleValue());
        }
        if (number instanceof BigInteger big && big.abs().bitLength() > Budget.MAX_DIGITS * 10 / 3) {
            throw TemplateException.limit("writes a number of more than %d digits", Budget.MAX_DIGITS);
        }
        return number.toString();
    }

    /** The shortest text that gives the same float again. */
    static String text(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return (1 / number < 0 ? "-" : "") + (long) Math.abs(number) + ".0";
        }
        BigDecimal digits = shortest(number);
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent < SMALL_EXPONENT || exponent >= LARGE_EXPONENT) {
            return scientific(digits, exponent);
        }
        String plain = digits.toPlainString();
        return plain.indexOf('.') >= 0 ? plain : plain + ".0";
    }

    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        BigDecimal best = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        for (int precision = best.precision(); precision > 0; precision--) {
            BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() != number) {
                break;
            }
            best = rounded;
        }
        return best.stripTrailingZeros();
    }

    private static String scientific(BigDecimal digits, int exponent) {
        String all = digits.unscaledValue().abs().toString();
        return (digits.signum() < 0 ? "-" : "")
                + all.charAt(0)
                + (all.length() > 1 ? "." + all.substring(1) : "")
                + exponent(exponent);
    }

    /** {@code e-05}. */
    static String exponent(int exponent) {
        return "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
