package io.github.ssd4j.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Supplier;

/** Attributes and methods of numbers. */
final class NumberAttributes {

    private NumberAttributes() {}

    /** {@link None#MISSING} if there is none of that name. */
    static Object of(Object number, String name) {
        if (number instanceof ComplexNumber complex) {
            return ofComplex(complex, name);
        }
        Object common =
                switch (name) {
                    case "real" -> Arithmetic.plus(number);
                    case "conjugate" -> method(name, () -> Arithmetic.plus(number));
                    default -> None.MISSING;
                };
        if (common != None.MISSING) {
            return common;
        }
        return number instanceof Double real ? ofReal(real, name) : ofWhole(Numbers.big(number), name);
    }

    private static Callee method(String name, Supplier<Object> result) {
        return (run, arguments) -> {
            arguments.bind(name, 0);
            return result.get();
        };
    }

    private static Object ofComplex(ComplexNumber number, String name) {
        return switch (name) {
            case "real" -> number.real();
            case "imag" -> number.imag();
            case "conjugate" -> method(name, number::conjugate);
            default -> None.MISSING;
        };
    }

    private static Object ofWhole(BigInteger number, String name) {
        return switch (name) {
            case "imag" -> 0L;
            case "numerator" -> Numbers.whole(number);
            case "denominator" -> 1L;
            case "bit_length" -> method(name, () -> (long) number.abs().bitLength());
            case "bit_count" -> method(name, () -> (long) number.abs().bitCount());
            case "as_integer_ratio" -> method(name, () -> Tuple.of(Numbers.whole(number), 1L));
            case "to_bytes" -> (Callee) (run, arguments) -> bytes(number, arguments, run.budget);
            default -> None.MISSING;
        };
    }

    private static Bytes bytes(BigInteger number, Arguments arguments, Budget budget) {
        Object[] bound = arguments.bind("to_bytes", 0, "length", "byteorder", "signed");
        long length = Numbers.index(Filters.or(bound[0], 1L), "the length");
        String order = bound[1] == None.MISSING ? "big" : StringMethods.string(bound[1], "to_bytes");
        boolean signed = Filters.flag(bound[2]);
        budget.make(Math.max(0, length));
        int bits = signed ? number.bitLength() + 1 : number.bitLength();
        if (length < 0 || bits > 8 * length || (number.signum() < 0 && !signed)) {
            throw TemplateException.fault("the number does not fit into so many bytes");
        }
        StringBuilder octets = new StringBuilder();
        for (long i = length - 1; i >= 0; i--) {
            octets.append((char)
                    number.shiftRight((int) i * 8).and(BigInteger.valueOf(255)).intValue());
        }
        return switch (Marks.plain(order)) {
            case "big" -> new Bytes(octets.toString());
            case "little" -> new Bytes(octets.reverse().toString());
            default -> throw TemplateException.fault("the order of bytes must be big or little");
        };
    }

    private static Object ofReal(double number, String name) {
        return switch (name) {
            case "imag" -> 0.0;
            case "is_integer" -> method(name, () -> number == Math.rint(number) && !Double.isInfinite(number));
            case "as_integer_ratio" -> method(name, () -> ratio(number));
            case "hex" -> method(name, () -> hex(number));
            default -> None.MISSING;
        };
    }

    private static Tuple ratio(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw TemplateException.fault("the number is no ratio of whole ones");
        }
        BigDecimal exact = new BigDecimal(number);
        BigInteger denominator = BigInteger.TEN.pow(Math.max(0, exact.scale()));
        BigInteger numerator = exact.multiply(new BigDecimal(denominator)).toBigIntegerExact();
        BigInteger common = numerator.gcd(denominator);
        return Tuple.of(Numbers.whole(numerator.divide(common)), Numbers.whole(denominator.divide(common)));
    }

    /** {@code 0x1.8000000000000p+1}: 13 digits, and a sign of the exponent. */
    private static String hex(double number) {
        String sign = number < 0 || 1 / number < 0 ? "-" : "";
        double magnitude = Math.abs(number);
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return sign + (Double.isNaN(number) ? "nan" : "inf");
        }
        if (magnitude == 0) {
            return sign + "0x0.0p+0";
        }
        long bits = Double.doubleToLongBits(magnitude);
        int exponent = Math.max(Math.getExponent(magnitude), Double.MIN_EXPONENT);
        String first = magnitude < Double.MIN_NORMAL ? "0" : "1";
        String digits = "%013x".formatted(bits & ((1L << 52) - 1));
        return sign + "0x" + first + "." + digits + "p" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }
}
