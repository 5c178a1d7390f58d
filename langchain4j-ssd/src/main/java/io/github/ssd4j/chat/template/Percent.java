package io.github.ssd4j.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** {@code format % values}. */
final class Percent {

    private final String format;
    private final Object values;
    private final boolean escaped;
    private final Run run;
    private final StringBuilder out = new StringBuilder();
    private int position;
    private int used;
    private boolean named;

    private Percent(Object format, Object values, Run run) {
        this.format = format.toString();
        this.values = values;
        this.escaped = format instanceof Markup;
        this.run = run;
    }

    static Object format(Object format, Object values, Run run) {
        return Marks.unseen(
                run.budget, all -> Values.like(all[0], new Percent(all[0], all[1], run).format()), format, values);
    }

    private String format() {
        while (position < format.length()) {
            char c = format.charAt(position++);
            if (c == '%') {
                directive();
            } else {
                out.append(c);
            }
        }
        boolean rest = values instanceof Tuple tuple ? used < tuple.size() : used == 0 && !isMapping();
        if (rest && !named) {
            throw TemplateException.fault("not all arguments are converted while formatting");
        }
        run.budget.make(out.length());
        return out.toString();
    }

    private boolean isMapping() {
        return values instanceof Dict
                || values instanceof Undefined
                || (values instanceof List && !(values instanceof Tuple));
    }

    private char next() {
        if (position >= format.length()) {
            throw TemplateException.fault("the format '%s' is incomplete", format);
        }
        return format.charAt(position++);
    }

    private Object value() {
        if (values instanceof Tuple tuple ? used < tuple.size() : used == 0) {
            return values instanceof Tuple tuple ? tuple.get(used++) : single();
        }
        throw TemplateException.fault("not enough arguments for the format '%s'", format);
    }

    private Object single() {
        used++;
        return values;
    }

    private void directive() {
        Object value = None.MISSING;
        char c = next();
        if (c == '(') {
            int end = format.indexOf(')', position);
            if (end < 0 || !(values instanceof Dict dict)) {
                throw TemplateException.fault("the format needs a dictionary of values");
            }
            Object found = dict.get(format.substring(position, end));
            if (found == null) {
                throw TemplateException.fault("the format has no value '%s'", format.substring(position, end));
            }
            value = found;
            named = true;
            position = end + 1;
            c = next();
        }
        StringBuilder flags = new StringBuilder();
        for (; "#0- +".indexOf(c) >= 0; c = next()) {
            flags.append(c);
        }
        position--;
        long width = number();
        c = next();
        long precision = -1;
        if (c == '.') {
            precision = Math.max(0, number());
            c = next();
        }
        while ("hlL".indexOf(c) >= 0) { // lengths mean nothing in Python
            c = next();
        }
        flags.append(width < 0 && width != Long.MIN_VALUE ? "-" : "");
        long wide = width == Long.MIN_VALUE ? 0 : Math.abs(width);
        if (c == '%') {
            out.append('%');
            return;
        }
        write(c, value == None.MISSING ? value() : value, flags.toString(), wide, precision);
    }

    /** {@code Long.MIN_VALUE} if there is none. */
    private long number() {
        if (position < format.length() && format.charAt(position) == '*') {
            position++;
            return Numbers.index(value(), "the width");
        }
        int start = position;
        while (position < format.length() && Character.isDigit(format.charAt(position))) {
            position++;
        }
        if (position - start > 9) {
            throw TemplateException.limit("formats with a width of more than 9 digits");
        }
        return position == start ? Long.MIN_VALUE : Long.parseLong(format, start, position, 10);
    }

    private void write(char type, Object value, String flags, long width, long precision) {
        boolean alternate = flags.indexOf('#') >= 0;
        if ("srac".indexOf(type) >= 0) {
            String text = type == 'c' ? character(value) : text(type, value);
            boolean cut = type != 'c' && precision >= 0 && precision < Text.length(text);
            pad("", cut ? text.substring(0, text.offsetByCodePoints(0, (int) precision)) : text, flags, width, false);
            return;
        }
        boolean negative;
        String text;
        if ("diuxXo".indexOf(type) >= 0) {
            BigInteger whole = whole(type, value);
            negative = whole.signum() < 0;
            text = NumberFormat.whole(whole, type, alternate);
            run.budget.make(Math.max(0, precision));
            text = "0".repeat((int) Math.max(0, precision - text.length())) + text;
        } else if ("eEfFgG".indexOf(type) >= 0) {
            double real = real(value);
            negative = real < 0 || 1 / real < 0;
            text = NumberFormat.real(real, type, precision < 0 ? 6 : (int) Math.min(precision, 1 << 20), alternate);
        } else {
            throw TemplateException.fault("the format has no type '%s'", String.valueOf(type));
        }
        String sign = negative ? "-" : flags.indexOf('+') >= 0 ? "+" : flags.indexOf(' ') >= 0 ? " " : "";
        pad(sign, text, flags, width, true);
    }

    private void pad(String sign, String text, String flags, long width, boolean number) {
        long missing = Math.max(0, width - Text.length(text) - sign.length());
        run.budget.make(missing);
        String blanks = " ".repeat((int) missing);
        if (flags.indexOf('-') >= 0) {
            out.append(sign).append(text).append(blanks);
        } else if (number && flags.indexOf('0') >= 0) {
            int prefix = text.startsWith("0x") || text.startsWith("0X") || text.startsWith("0o") ? 2 : 0;
            out.append(sign)
                    .append(text, 0, prefix)
                    .append("0".repeat((int) missing))
                    .append(text.substring(prefix));
        } else {
            out.append(blanks).append(sign).append(text);
        }
    }

    private String text(char type, Object value) {
        String text = type == 's' ? Values.str(value, run.budget) : Repr.of(value, run.budget);
        if (type == 'a') {
            text = StringFormat.ascii(text);
        }
        return !escaped || (type == 's' && value instanceof Markup)
                ? text
                : Markup.escaped(text, run.budget).text();
    }

    private static String character(Object value) {
        if (Values.isText(value) && Text.length(value.toString()) == 1) {
            return value.toString();
        }
        long code = Numbers.index(value, "a character");
        if (code < 0 || code > Character.MAX_CODE_POINT) {
            throw TemplateException.fault("%%c expects one character");
        }
        return Character.toString((int) code);
    }

    private BigInteger whole(char type, Object value) {
        if (Numbers.isWhole(value)) {
            return Numbers.big(value);
        }
        boolean truncates = "diu".indexOf(type) >= 0;
        if (truncates && value instanceof Double real && !real.isNaN() && !real.isInfinite()) {
            return new BigDecimal(real).toBigInteger();
        }
        throw TemplateException.fault("%%%s expects a whole number, but is given %s", type, Values.described(value));
    }

    private static double real(Object value) {
        if (Numbers.isNumber(value)) {
            return Numbers.real(value);
        }
        throw TemplateException.fault("the format expects a number, but is given %s", Values.described(value));
    }
}
