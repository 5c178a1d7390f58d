package io.github.ssd4j.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Filters of numbers, and those that make numbers of texts. */
final class NumberFilters {

    private static final String[] PREFIXES = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
    private static final int MAX_SCALE = 400;

    private NumberFilters() {}

    static void register() {
        Filters.add("abs", (run, value, arguments) -> {
            arguments.bind("abs", 0);
            if (value instanceof ComplexNumber number) {
                return number.size();
            }
            boolean negative = Numbers.isNumber(value) && Numbers.compare(value, 0L) < 0;
            return negative
                    ? Arithmetic.negate(value)
                    : value instanceof Double number ? (Object) Math.abs(number) : Arithmetic.plus(value);
        });
        Filters.addReading("int", NumberFilters::toInt);
        Filters.addReading("float", (run, value, arguments) -> {
            Object standard = Filters.or(arguments.bind("float", 0, "default")[0], 0.0);
            Object real = real(value);
            return real == null ? standard : real;
        });
        Filters.add("round", NumberFilters::round);
        Filters.addReading("filesizeformat", NumberFilters::fileSize);
    }

    private static Object toInt(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("int", 0, "default", "base");
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (Numbers.isWhole(value)) {
            return Arithmetic.plus(value);
        }
        Object base = Filters.or(bound[1], 10L);
        if (Values.isText(value) && Numbers.isWhole(base)) {
            Object whole = parsed(value.toString(), Numbers.index(base, "the base"));
            if (whole != null) {
                return whole;
            }
        }
        Object real = real(value);
        if (!(real instanceof Double number) || number.isNaN() || number.isInfinite()) {
            if (value instanceof Double given && given.isInfinite()) {
                throw TemplateException.fault("an infinite number cannot become a whole one");
            }
            return Filters.or(bound[0], 0L);
        }
        return Numbers.whole(new BigDecimal(number).toBigInteger());
    }

    /** {@code int(text, base)}; null if it is none. */
    private static @Nullable Object parsed(String text, long base) {
        String digits = StringMethods.strip("strip", text, None.NONE).toLowerCase(Locale.ROOT);
        boolean negative = digits.startsWith("-");
        digits = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        long radix = base;
        String prefix = digits.length() > 1 ? digits.substring(0, 2) : "";
        long prefixed = prefix.equals("0x") ? 16 : prefix.equals("0o") ? 8 : prefix.equals("0b") ? 2 : 0;
        if (prefixed != 0 && (base == prefixed || base == 0)) {
            radix = prefixed;
            digits = digits.substring(digits.startsWith("_", 2) ? 3 : 2);
        } else if (base == 0) {
            radix = digits.matches("0[0_]*|[1-9].*") ? 10 : 1;
        }
        if (radix < 2
                || radix > 36
                || digits.length() > Budget.MAX_DIGITS
                || !digits.matches("[\\p{L}\\p{Nd}]+(_[\\p{L}\\p{Nd}]+)*")) {
            return null;
        }
        try {
            BigInteger number = new BigInteger(digits.replace("_", ""), (int) radix);
            return Numbers.whole(negative ? number.negate() : number);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** {@code float(value)}; null if it is none. */
    private static @Nullable Object real(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (Numbers.isNumber(value)) {
            return Numbers.real(value);
        }
        if (!Values.isText(value)) {
            return null;
        }
        String text = StringMethods.strip("strip", value.toString(), None.NONE).toLowerCase(Locale.ROOT);
        String unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        double sign = text.startsWith("-") ? -1 : 1;
        if (unsigned.equals("inf") || unsigned.equals("infinity")) {
            return sign * Double.POSITIVE_INFINITY;
        }
        if (unsigned.equals("nan")) {
            return Double.NaN;
        }
        String digits = "[0-9]+(_[0-9]+)*";
        boolean valid = text.length() < Budget.MAX_DIGITS
                && unsigned.matches("(%1$s\\.?(%1$s)?|\\.%1$s)(e[-+]?%1$s)?".formatted(digits));
        return valid ? (Object) (sign * Double.parseDouble(unsigned.replace("_", ""))) : null;
    }

    private static Object round(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("round", 0, "precision", "method");
        String method = Marks.plain(Filters.or(bound[1], "common").toString());
        boolean whole = bound[0] == None.NONE;
        long precision = whole ? 0 : Numbers.index(Filters.or(bound[0], 0L), "the precision");
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!Numbers.isNumber(value)) {
            throw TemplateException.fault("cannot round %s", Values.described(value));
        }
        if (method.equals("common")) {
            return common(value, precision, whole);
        }
        if (!method.equals("ceil") && !method.equals("floor")) {
            throw TemplateException.fault("the method of round must be common, ceil or floor");
        }
        Object factor = Arithmetic.power(10L, precision, run.budget);
        Object scaled = Arithmetic.multiply(value, factor, run.budget);
        Object cut = scaled;
        if (scaled instanceof Double number) {
            if (number.isNaN() || number.isInfinite()) {
                throw TemplateException.fault("the number cannot become a whole one");
            }
            double down = method.equals("ceil") ? Math.ceil(number) : Math.floor(number);
            cut = Numbers.whole(new BigDecimal(down).toBigInteger());
        }
        return Arithmetic.divide(cut, factor);
    }

    private static Object common(Object value, long precision, boolean whole) {
        if (!(value instanceof Double number)) {
            if (precision >= 0) {
                return Arithmetic.plus(value);
            }
            if (precision < -MAX_SCALE) {
                return 0L;
            }
            BigDecimal rounded = new BigDecimal(Numbers.big(value)).setScale((int) precision, RoundingMode.HALF_EVEN);
            return Numbers.whole(rounded.toBigInteger());
        }
        if (number.isNaN() || number.isInfinite() || precision > MAX_SCALE) {
            return number;
        }
        if (precision < -MAX_SCALE) {
            return Math.copySign(0.0, number);
        }
        BigDecimal rounded = new BigDecimal(number).setScale((int) precision, RoundingMode.HALF_EVEN);
        return whole ? Numbers.whole(rounded.toBigInteger()) : (Object) Math.copySign(rounded.doubleValue(), number);
    }

    private static Object fileSize(Run run, Object value, Arguments arguments) {
        boolean binary = Filters.flag(arguments.bind("filesizeformat", 0, "binary")[0]);
        if (!(real(value) instanceof Double bytes)) {
            throw TemplateException.fault("filesizeformat expects a number, but is given %s", Values.described(value));
        }
        double base = binary ? 1024 : 1000;
        if (bytes == 1) {
            return "1 Byte";
        }
        if (bytes < base) {
            return Numbers.text(Numbers.whole(new BigDecimal(bytes).toBigInteger())) + " Bytes";
        }
        double unit = base;
        int prefix = 0;
        for (unit *= base; bytes >= unit && prefix < PREFIXES.length - 1; unit *= base) {
            prefix++;
        }
        String name = PREFIXES[prefix];
        String suffix = binary ? name.toUpperCase(Locale.ROOT) + "iB" : name + "B";
        return NumberFormat.real(base * bytes / unit, 'f', 1, false) + " " + suffix;
    }
}
