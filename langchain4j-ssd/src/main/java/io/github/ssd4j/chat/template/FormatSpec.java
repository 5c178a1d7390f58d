package io.github.ssd4j.chat.template;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's format specifications: {@code >10}, {@code ,.2f}, {@code #x}. */
final class FormatSpec {

    private static final Pattern SPEC = Pattern.compile(
            "(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?([0-9]{1,9})?([,_])?(?:\\.([0-9]{1,9}))?([a-zA-Z%])?",
            Pattern.DOTALL);

    private final Matcher spec;
    private final Budget budget;

    private FormatSpec(Matcher spec, Budget budget) {
        this.spec = spec;
        this.budget = budget;
    }

    static String format(Object value, String spec, Budget budget) {
        if (spec.isEmpty()) {
            return Values.str(value, budget);
        }
        Matcher matcher = SPEC.matcher(spec);
        boolean text = Values.isText(value);
        boolean complex = value instanceof ComplexNumber;
        if (!matcher.matches() || (!text && !complex && !Numbers.isNumber(value))) {
            throw TemplateException.fault("%s cannot be formatted with '%s'", Values.described(value), spec);
        }
        FormatSpec format = new FormatSpec(matcher, budget);
        if (value instanceof ComplexNumber number) {
            return format.complex(number);
        }
        return text ? format.text(value.toString()) : format.number(value);
    }

    private boolean has(int group) {
        return spec.group(group) != null;
    }

    private int precision(int standard) {
        return has(9) ? Integer.parseInt(spec.group(9)) : standard;
    }

    private String text(String value) {
        boolean numeric = has(3) || has(5) || has(8) || "=".equals(spec.group(2));
        if (numeric || (has(10) && !spec.group(10).equals("s"))) {
            throw TemplateException.fault("a string cannot be formatted with '%s'", spec.group());
        }
        int precision = precision(Integer.MAX_VALUE);
        String kept =
                precision < Text.length(value) ? value.substring(0, value.offsetByCodePoints(0, precision)) : value;
        return pad("", kept, has(2) ? spec.group(2).charAt(0) : '<');
    }

    private String number(Object value) {
        char type = has(10) ? spec.group(10).charAt(0) : 0;
        boolean negative;
        String digits;
        if (type == 'c') {
            return pad("", Character.toString((int) Numbers.index(value, "a character")), '<');
        }
        if (Numbers.isWhole(value) && "dxXobn\0".indexOf(type) >= 0) {
            if (has(9)) {
                throw TemplateException.fault("a whole number has no precision");
            }
            BigInteger whole = Numbers.big(value);
            negative = whole.signum() < 0;
            digits = NumberFormat.whole(whole, type, has(5));
        } else if ("eEfFgGn%\0".indexOf(type) >= 0) {
            double real = Numbers.real(value);
            negative = real < 0 || 1 / real < 0;
            digits = real(real, type);
        } else {
            throw TemplateException.fault("a number cannot be formatted with '%s'", spec.group());
        }
        String sign = negative ? "-" : has(3) && !spec.group(3).equals("-") ? spec.group(3) : "";
        int every = "xXob".indexOf(type) >= 0 && type != 0 ? 4 : 3;
        return pad(
                sign,
                has(8) ? grouped(digits, spec.group(8), every) : digits,
                has(2) ? spec.group(2).charAt(0) : '>');
    }

    /** Both parts with their signs; without a type the parentheses of {@code repr} stay. */
    private String complex(ComplexNumber number) {
        char type = has(10) ? spec.group(10).charAt(0) : 0;
        if ("eEfFgGn\0".indexOf(type) < 0 || has(6) || "=".equals(spec.group(2))) {
            throw TemplateException.fault("a complex number cannot be formatted with '%s'", spec.group());
        }
        boolean imaginary = type == 0 && number.isImaginary();
        String first = imaginary ? "" : part(number.real(), type, has(3) ? spec.group(3) : "");
        String second = part(number.imag(), type, imaginary ? has(3) ? spec.group(3) : "" : "+") + "j";
        return pad(
                "",
                type == 0 && !imaginary ? "(" + first + second + ")" : first + second,
                has(2) ? spec.group(2).charAt(0) : '>');
    }

    private String part(double part, char type, String plus) {
        boolean negative = part < 0 || 1 / part < 0;
        String digits = type == 0 && has(9) ? NumberFormat.real(part, 'g', precision(6), has(5)) : real(part, type);
        digits = type == 0 && digits.endsWith(".0") && !has(9) ? digits.substring(0, digits.length() - 2) : digits;
        return (negative ? "-" : plus.equals("-") ? "" : plus) + (has(8) ? grouped(digits, spec.group(8), 3) : digits);
    }

    private String real(double real, char type) {
        if (type != 0) {
            return NumberFormat.real(real, type == 'n' ? 'g' : type, precision(6), has(5));
        }
        if (!has(9)) {
            return Numbers.text(Math.abs(real));
        }
        String text = NumberFormat.real(real, 'g', precision(6), has(5));
        // one digit after the point, which the type 'g' has not
        int exponent = text.indexOf('e');
        return text.indexOf('.') >= 0 || exponent >= 0 || Double.isInfinite(real) || Double.isNaN(real)
                ? text
                : text.length() < precision(6)
                        ? text + ".0"
                        : NumberFormat.real(real, 'e', precision(6) - 1, false).replaceAll("\\.?0+e", "e");
    }

    private static String grouped(String digits, String separator, int every) {
        int start = digits.startsWith("0x") || digits.startsWith("0b") || digits.startsWith("0o") ? 2 : 0;
        int end = start;
        while (end < digits.length() && Character.digit(digits.charAt(end), 16) >= 0) {
            end++;
        }
        StringBuilder out = new StringBuilder(digits);
        for (int i = end - every; i > start; i -= every) {
            out.insert(i, separator);
        }
        return out.toString();
    }

    private String pad(String sign, String text, char standard) {
        long width = has(7) ? Long.parseLong(spec.group(7)) : 0;
        String fill = has(1) ? spec.group(1) : has(6) ? "0" : " ";
        char align = !has(2) && has(6) && standard == '>' ? '=' : standard;
        long missing = Math.max(0, width - Text.length(text) - sign.length());
        budget.make(missing);
        if (align == '=') {
            int prefix = text.startsWith("0x") || text.startsWith("0b") || text.startsWith("0o") ? 2 : 0;
            return sign + text.substring(0, prefix) + fill.repeat((int) missing) + text.substring(prefix);
        }
        long left = align == '<' ? 0 : align == '>' ? missing : missing / 2;
        return fill.repeat((int) left) + sign + text + fill.repeat((int) (missing - left));
    }
}
