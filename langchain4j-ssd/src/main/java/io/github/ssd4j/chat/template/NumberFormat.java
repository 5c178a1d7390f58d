package io.github.ssd4j.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers in the types of Python's format specifications, without their sign. */
final class NumberFormat {

    private static final int MAX_PRECISION = 1000;

    private NumberFormat() {}

    static String whole(BigInteger number, char type, boolean prefix) {
        BigInteger magnitude = number.abs();
        String digits =
                switch (type) {
                    case 'x', 'X' -> magnitude.toString(16);
                    case 'o' -> magnitude.toString(8);
                    case 'b' -> magnitude.toString(2);
                    default -> Numbers.text(Numbers.whole(magnitude));
                };
        String text = (prefix && "xXob".indexOf(type) >= 0 ? "0" + Character.toLowerCase(type) : "") + digits;
        return type == 'X' ? text.toUpperCase(Locale.ROOT) : text;
    }

    /**
     * A float.
     *
     * @param type {@code e}, {@code f}, {@code g}, {@code %} or one of them in upper case
     * @param alternate whether the point stays where no digits follow
     */
    static String real(double number, char type, int precision, boolean alternate) {
        if (precision > MAX_PRECISION) {
            throw TemplateException.limit("formats with more than %d digits", MAX_PRECISION);
        }
        boolean upper = Character.isUpperCase(type);
        String text;
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            text = Double.isNaN(number) ? "nan" : "inf";
        } else {
            BigDecimal exact = new BigDecimal(Math.abs(number));
            text = switch (Character.toLowerCase(type)) {
                case 'f' -> fixed(exact, precision, alternate);
                case 'e' -> scientific(exact, precision, alternate);
                case '%' -> fixed(exact.multiply(BigDecimal.valueOf(100)), precision, alternate) + "%";
                default -> general(exact, Math.max(1, precision), alternate);
            };
        }
        return upper ? text.toUpperCase(Locale.ROOT) : text;
    }

    private static String fixed(BigDecimal number, int precision, boolean alternate) {
        String text = number.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
        return alternate && precision == 0 ? text + "." : text;
    }

    private static String scientific(BigDecimal number, int precision, boolean alternate) {
        if (number.signum() == 0) {
            return (precision > 0 ? "0." + "0".repeat(precision) : alternate ? "0." : "0") + "e+00";
        }
        BigDecimal rounded = number.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        String digits = rounded.unscaledValue().toString();
        digits += "0".repeat(Math.max(0, precision + 1 - digits.length()));
        digits = digits.substring(0, precision + 1);
        String point = precision > 0 || alternate ? "." : "";
        return digits.charAt(0) + point + digits.substring(1) + Numbers.exponent(exponent);
    }

    private static String general(BigDecimal number, int precision, boolean alternate) {
        BigDecimal rounded = number.round(new MathContext(precision, RoundingMode.HALF_EVEN));
        int exponent = number.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        if (exponent < -4 || exponent >= precision) {
            String text = scientific(number, precision - 1, alternate);
            int mark = text.indexOf('e');
            return alternate ? text : withoutZeros(text.substring(0, mark)) + text.substring(mark);
        }
        String text = fixed(number, Math.max(0, precision - 1 - exponent), alternate);
        return alternate ? text : withoutZeros(text);
    }

    private static String withoutZeros(String digits) {
        return digits.indexOf('.') < 0 ? digits : digits.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
